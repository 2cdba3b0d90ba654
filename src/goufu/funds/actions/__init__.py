"""Actions on budgets, and the movements of the ledger."""
