"""Queries of projects, as far as the agent may see them."""
