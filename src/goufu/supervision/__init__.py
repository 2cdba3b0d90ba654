"""What auditors look at: the journal, and whether it is what it was."""
