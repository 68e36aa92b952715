"""Carriers that are called over HTTP."""
