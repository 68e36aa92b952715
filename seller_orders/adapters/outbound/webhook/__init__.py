"""Events sent as Standard Webhooks."""
