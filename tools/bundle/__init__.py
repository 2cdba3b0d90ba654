"""The bundle: one file with everything that installs the program on a machine without a network."""
