"""Queries: each file has a query, its read model and its handler."""
