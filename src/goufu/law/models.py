"""The law stores nothing. Django tells only rooms with this module that migrations are done (see apps.py)."""
