"""The papers that the room writes: what each says."""
