"""Procurements that ran elsewhere."""
