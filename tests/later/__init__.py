"""A release after this one, for tests/test_releases.py: a column more, a longer one, and a fact that it tells."""
