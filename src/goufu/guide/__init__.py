"""The guide: chapters for each role, in Markdown, rendered once and served by the program, with a link on each page."""
