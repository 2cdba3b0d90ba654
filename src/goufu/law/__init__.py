"""The regulation as dated, cited, executable rules. Knows nothing of Django, changes nothing, reads no clock."""
