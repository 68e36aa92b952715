"""How the application calls what it needs, one folder a technology."""
