"""Refunds that people settle by hand: what is due, and since when."""

from attrs import frozen
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.many_rows import inserting_new
from seller_orders.adapters.outbound.sql.messages import write
from seller_orders.adapters.outbound.sql.tables import refunds_due
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.money import Money
from seller_orders.domain.payment import RefundStatus


@frozen
class SqlRefundsDue:
    """The payment provider where there is none: a row a refund, however often it is asked for."""

    engine: Engine
    clock: Clock

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Record that a refund is due; it stays pending until somebody says how it ended."""
        row = {
            "domain_id": request.domain_id,
            "order_id": request.order_id,
            "refund_id": request.refund_id,
            "amount": Money.of(request.amount, request.currency).unwrap().units,
            "currency": request.currency,
            "due_since": self.clock.now(),
        }
        adding = inserting_new(self.engine.dialect.name, refunds_due, [row])
        write(self.engine, request.domain_id, adding)
        return RefundStatus.PENDING
