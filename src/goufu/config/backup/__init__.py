"""Backups: one file with the database, the documents, and the keys wrapped by a passphrase; made, checked, restored."""
