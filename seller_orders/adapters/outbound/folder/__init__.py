"""Notifications as files in a folder."""
