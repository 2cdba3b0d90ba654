"""Which things of the room have documents, of which kinds, and who may see and attach them."""
