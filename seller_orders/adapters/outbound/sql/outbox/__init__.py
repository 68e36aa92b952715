"""The outbox in SQL: recording messages, leasing them to relays, and the notification log."""
