"""The use cases: each reads as its steps, and asks ports for what it needs of the world."""
