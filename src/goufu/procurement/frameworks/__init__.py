"""Framework agreements: how they stand, and what notices tell of them."""
