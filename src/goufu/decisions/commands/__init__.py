"""The room's commands: one file each, named after its command."""
