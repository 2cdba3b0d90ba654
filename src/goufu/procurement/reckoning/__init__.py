"""The reckoning of a review: prices, points and ranks, exact to the fen; knows numbers only, no record and no database.

What an article says from memory only is marked so where it stands in the rulebook; the notes of a result name it.
"""
