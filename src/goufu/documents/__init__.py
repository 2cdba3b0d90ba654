"""Papers: what is attached and what is issued, each with its number, its digest, and the thing it belongs to."""
