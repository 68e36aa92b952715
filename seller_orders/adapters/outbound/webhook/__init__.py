"""Events as Standard Webhooks."""
