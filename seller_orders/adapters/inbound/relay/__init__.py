"""The relay: what calls the application when there is something to deliver."""
