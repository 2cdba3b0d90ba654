"""Actions on the registry."""
