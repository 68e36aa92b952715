"""Registered domains in SQL, their settings and their usage."""
