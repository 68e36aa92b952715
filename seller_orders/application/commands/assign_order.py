"""Assign an order to a user."""

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.assignment import assign
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.values import optional_identifier


@frozen(kw_only=True)
class AssignOrder:
    """Set the user who takes care of an order; None unassigns it. The id is not checked.

    Refusals: order_not_found, version_mismatch.

    >>> to_maria = AssignOrder(domain_id="dom_1", order_id="ord_1", by="erp", user_id="usr_maria")
    >>> orders.assign_order(to_maria).unwrap().assignee
    'usr_maria'
    """

    domain_id: str
    order_id: str
    by: str
    user_id: str | None = optional_identifier()
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class AssignOrderHandler:
    """Assigns orders, also closed ones."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: AssignOrder) -> Result[Order, Refusal]:
        """Return the order with its user."""
        return change_order(
            self, command, self.decide, lambda order: order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: AssignOrder) -> Result[Order, Refusal]:
        """Assign the order."""
        return Success(assign(order, command.user_id, self.changes.new_change(order, command.by)))
