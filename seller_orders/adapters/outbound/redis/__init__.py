"""Redis, shared by all processes of an installation."""
