"""The outbox in SQL: recording messages and leasing them to relays."""
