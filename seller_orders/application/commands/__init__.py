"""Commands: each file has a command, its handler and its result."""
