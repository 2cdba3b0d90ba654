"""What holds the rooms together: settings, addresses, the PostgreSQL launcher, the command line."""
