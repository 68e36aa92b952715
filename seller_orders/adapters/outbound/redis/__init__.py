"""Redis, shared by every process of an installation."""
