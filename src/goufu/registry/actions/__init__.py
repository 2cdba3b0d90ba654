"""What the registry changes."""
