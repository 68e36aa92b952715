from seller_orders.testing.contracts.notification_log import NotificationLogContract


class TestNotificationLog(NotificationLogContract):
    """On every store."""
