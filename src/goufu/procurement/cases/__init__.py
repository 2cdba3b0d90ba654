"""Challenges and complaints: their history, their clocks, what they suspend."""
