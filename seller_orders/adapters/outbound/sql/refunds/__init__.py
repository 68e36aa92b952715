"""Refunds in SQL: their rows, and those that a person has to pay."""
