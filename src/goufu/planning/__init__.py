"""What is wanted: projects, their targets, and which budget lines pay for them."""
