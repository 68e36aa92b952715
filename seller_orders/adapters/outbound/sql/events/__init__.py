"""The event log in SQL: recording events, reading them, and the cursors of their consumers."""
