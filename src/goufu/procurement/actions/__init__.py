"""Actions on procurements and their notices."""
