"""Simulated carrier for tests and the demo; implements docs/carrier-openapi.json."""
