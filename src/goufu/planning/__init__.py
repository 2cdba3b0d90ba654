"""Planning: projects, their performance targets, and the budget lines that pay for them."""
