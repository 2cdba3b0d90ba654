"""Documents, attached or issued, each with its number, its digest, and the thing it belongs to."""
