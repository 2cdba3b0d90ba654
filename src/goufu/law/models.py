"""Empty on purpose: the law has no tables, but post_migrate is sent only to apps with this module (see apps.py)."""
