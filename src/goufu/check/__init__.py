"""A list of planned purchases held against the law: read, recognise, answer, report. The core knows no Django."""
