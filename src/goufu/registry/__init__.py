"""Who: places, bodies, people, their roles, and what each role may do."""
