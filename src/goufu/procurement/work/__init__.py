"""Work of procurement: what waits for whom, until when, a file a subject."""
