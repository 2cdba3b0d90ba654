"""The pages of procurements."""
