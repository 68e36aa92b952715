"""Services of a company's own in the place of ours (docs/services-openapi.json)."""
