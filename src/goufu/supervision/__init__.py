"""Supervision: auditors read the journal and verify it."""
