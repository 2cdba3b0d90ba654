"""Benchmarks of the check, the rule engines, the journal and projects; most figures have a limit."""
