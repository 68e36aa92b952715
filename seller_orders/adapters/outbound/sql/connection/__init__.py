"""Connections to SQLite and PostgreSQL: engines, transactions, and statement batches."""
