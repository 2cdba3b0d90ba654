"""The catalogue: guidance catalogues, procurement items, and suggestions of entries for titles.

The modules buyer_classes, entries, entry_scores, items, suggest and vocabulary import no Django.
"""
