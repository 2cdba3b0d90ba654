"""Lists and figures of the registry."""
