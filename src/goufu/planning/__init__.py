"""What is wanted and paid for: budget lines, projects, targets, and the money ledger."""
