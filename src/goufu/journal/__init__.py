"""The journal: tamper-evident log entries of everything that happens."""
