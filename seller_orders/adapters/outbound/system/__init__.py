"""Time and random identifiers from the operating system."""
