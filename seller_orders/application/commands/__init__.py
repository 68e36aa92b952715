"""What changes orders: a command and its handler in each file."""
