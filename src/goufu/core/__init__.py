"""How everything is done: actions, permissions, the opinion of the law, work, panels. Knows no room."""
