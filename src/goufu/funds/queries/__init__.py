"""Queries of budgets and of the ledger."""
