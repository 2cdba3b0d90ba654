"""The catalogue: guidance catalogues, procurement items, and suggestions of entries for titles.

The modules buyer_classes, entries, items, likeness, suggest and vocabulary import no Django.
"""
