"""Files that people bring: judged by their bytes, read as rows of text, with problems reported by cell. Knows no room."""
