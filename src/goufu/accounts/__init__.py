"""Accounts: passwords, second factors, sessions, and API keys."""
