"""API keys in SQL: looking them up, and changing those of a domain."""
