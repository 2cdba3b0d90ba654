"""Files that people bring: judged by their bytes, read as rows of text, and told apart cell by cell. Knows no room."""
