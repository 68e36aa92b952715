from seller_orders.testing.contracts.webhook_deliveries import WebhookDeliveriesContract


class TestWebhookDeliveries(WebhookDeliveriesContract):
    """On every store."""
