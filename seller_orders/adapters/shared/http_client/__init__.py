"""HTTP clients for calls to other services."""
