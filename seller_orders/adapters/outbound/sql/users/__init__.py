"""Users, their sessions and saved views in SQL."""
