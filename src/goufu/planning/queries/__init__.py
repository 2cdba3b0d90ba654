"""What people may see of projects."""
