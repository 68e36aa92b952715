"""Adapters in process memory."""
