"""Every change to budgets, and the verbs of money."""
