"""What the use cases need of the world, one role a file."""
