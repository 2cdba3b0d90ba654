"""Every change of budgets, projects and their money."""
