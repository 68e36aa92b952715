"""Inbound adapters, which call the application."""
