from seller_orders.testing.contracts.webhook_endpoints import WebhookEndpointsContract


class TestWebhookEndpoints(WebhookEndpointsContract):
    """On every store."""
