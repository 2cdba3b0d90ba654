"""The configuration that holds the rooms together: settings, URLs, the PostgreSQL launcher, the command line."""
