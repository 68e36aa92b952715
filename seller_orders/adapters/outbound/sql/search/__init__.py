"""Searches of orders and refunds in SQL."""
