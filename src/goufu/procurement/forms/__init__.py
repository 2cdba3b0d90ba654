"""Forms of procurement: what is asked on its pages, a file a subject."""
