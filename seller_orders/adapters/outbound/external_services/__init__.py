"""External services that replace built-in ones (docs/services-openapi.json)."""
