"""Every change to budgets and projects."""
