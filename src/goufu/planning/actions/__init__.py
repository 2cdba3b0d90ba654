"""Every change to projects."""
