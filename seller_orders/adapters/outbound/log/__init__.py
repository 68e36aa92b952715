"""Notifications as log lines."""
