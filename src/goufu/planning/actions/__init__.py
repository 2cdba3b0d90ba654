"""Actions on projects."""
