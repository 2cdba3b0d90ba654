"""Goufu 购服: the open platform on which governments buy services for the public."""
