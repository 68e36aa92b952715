"""External services that replace the built-in inventory and notifications (docs/services-openapi.json)."""
