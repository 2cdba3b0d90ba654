"""Queries of procurement, each as far as the agent may see, a file a subject."""
