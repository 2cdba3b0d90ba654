"""The steps of procurement, one row per verb, a file a subject."""
