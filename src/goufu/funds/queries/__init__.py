"""What people may see of budgets and of the ledger."""
