"""Notification texts from Jinja templates."""
