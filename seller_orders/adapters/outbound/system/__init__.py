"""What the machine provides: the time and randomness."""
