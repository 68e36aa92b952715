"""Carriers that are asked over HTTP."""
