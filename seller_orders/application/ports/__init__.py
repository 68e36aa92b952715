"""Ports: the roles that adapters implement for the use cases, one a file."""
