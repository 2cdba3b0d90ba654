"""The commands of this room: each file is one, named as people call it."""
