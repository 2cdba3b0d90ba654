"""Funds: budget lines, their adjustments and files, and the ledger of what is reserved, committed and paid."""
