"""The registry: places, bodies, people and their appointments, providers and their files."""
