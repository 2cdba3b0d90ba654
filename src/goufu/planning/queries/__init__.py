"""Every list and figure of budgets, projects and their money."""
