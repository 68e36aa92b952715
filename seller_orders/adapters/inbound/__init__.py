"""How the application is called."""
