"""Procurement over the API, by the pages' own actions and queries, a file a subject."""
