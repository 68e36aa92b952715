"""The notification log, read from the outbox, which keeps delivered notifications."""

from typing import Any, Final

from attrs import frozen
from returns.result import Failure, Result, Success
from sqlalchemy import Row, Table, bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.outbox_tables import IS_NOTIFICATION, outbox
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import (
    LoggedNotification,
    NotificationState,
)
from seller_orders.domain.refusals import OrderNotFound


def _of_order(table: Table, *columns: Any) -> Any:
    return select(*columns).where(
        table.c.domain_id == bindparam("domain_id"), table.c.order_id == bindparam("order_id")
    )


_ORDER: Final = _of_order(orders, orders.c.order_id)
_NOTIFICATIONS: Final = (
    _of_order(outbox, outbox).where(IS_NOTIFICATION).order_by(outbox.c.version, outbox.c.message_id)
)


@frozen
class SqlNotificationLog:
    """Reads notifications in a read-only transaction."""

    store: Store

    def of_order(
        self, domain_id: str, order_id: str
    ) -> Result[list[LoggedNotification], OrderNotFound]:
        """Return an order's notifications, oldest first."""
        key = {"domain_id": domain_id, "order_id": order_id}
        with transaction(self.store, tenant=domain_id) as connection:
            if connection.execute(_ORDER, key).one_or_none() is None:
                return Failure(OrderNotFound(order_id))
            return Success([_notification(row) for row in connection.execute(_NOTIFICATIONS, key)])


def _notification(row: Row[Any]) -> LoggedNotification:
    state = NotificationState.SENT if row.delivered_at else NotificationState.QUEUED
    return LoggedNotification(
        id=row.message_id,
        channel=row.channel,
        template=Template(row.data["template"]),
        state=NotificationState.FAILED if row.dead_at else state,
        reason=None if row.delivered_at else row.last_error,
        version=row.version,
        created_at=row.created_at,
        sent_at=row.delivered_at,
    )
