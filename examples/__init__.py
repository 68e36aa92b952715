"""Runnable examples for embedders: ``python -m examples.own_carrier``."""
