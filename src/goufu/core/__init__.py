"""The base of the business rooms: actions, permissions, transitions, opinions, work, panels. Imports none of them."""
