"""Decisions: what people decided on doubtful purchases, kept with what was read, and shown where the like comes again."""
