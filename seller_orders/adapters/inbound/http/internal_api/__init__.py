"""Routes that one layer serves to another."""
