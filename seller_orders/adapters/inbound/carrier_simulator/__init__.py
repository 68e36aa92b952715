"""A courier with its bridge, for tests and for the demo: docs/carrier-openapi.json, made up."""
