"""What customers would be told, in a folder."""
