"""Strategies of orders as other systems have them, written from their public formats."""
