"""Sealing: envelopes that only several custodians together can open, their keys, and what each gives to open one. Knows no room.

docs/decisions/0028-sealed-bids.md says how, and who can read what when.
"""
