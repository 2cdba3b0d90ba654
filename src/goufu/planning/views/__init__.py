"""The pages of budgets and projects."""
