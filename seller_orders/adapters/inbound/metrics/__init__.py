"""Prometheus metrics on a separate address."""
