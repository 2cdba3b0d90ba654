"""Sealed bids on their way: sheets, envelopes, reception, and the opening."""
