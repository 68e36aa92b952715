"""Notification log of the core."""

from collections.abc import Sequence
from typing import Final

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.domain.refusals import OrderNotFound


class _Logged(msgspec.Struct):
    notifications: list[LoggedNotification]


_read: Final = msgspec.json.Decoder(_Logged).decode


@frozen
class CoreNotificationLog:
    """Notification log over the core's internal API."""

    core: CoreClient

    def of_order(
        self, domain_id: str, order_id: str
    ) -> Result[Sequence[LoggedNotification], OrderNotFound]:
        """Return an order's notifications."""
        path = f"/api/orders/{order_id}/notifications"
        response = self.core.request("GET", path, domain_id, missing=OrderNotFound.code)
        if response is None:
            return Failure(OrderNotFound(order_id))
        return Success(_read(response.body).notifications)
