"""What people may see of budgets and projects."""
