"""Release a hold of an order."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.hold_order import HeldOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.hold_change import release
from seller_orders.domain.hold_policy import ensure_hold
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class ReleaseHold:
    """Release one open hold, so that it keeps nothing from being fulfilled any more.

    Refusals: order_not_found, version_mismatch, hold_not_found.

    >>> address = HoldRequest(reason=HoldReason.BAD_ADDRESS)
    >>> held = orders.hold_order(
    ...     HoldOrder(domain_id="dom_1", order_id="ord_1", by="erp", request=address)
    ... ).unwrap()
    >>> release = ReleaseHold(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", hold_id=held.hold.id
    ... )
    >>> orders.release_hold(release).unwrap().order.holds
    ()
    >>> orders.release_hold(release).failure().code
    'hold_not_found'
    """

    domain_id: str
    order_id: str
    by: str
    hold_id: str
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReleaseHoldHandler:
    """Releases holds, also of closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: ReleaseHold) -> Result[HeldOrder, Refusal]:
        """Return the order and the hold that it had."""
        return change_order(
            self, command, self.decide, lambda held: held.order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: ReleaseHold) -> Result[HeldOrder, Refusal]:
        """Release the hold if it is open."""
        change = self.changes.new_change(order, command.by)
        found = ensure_hold(order, command.hold_id, change.at)
        return found.map(lambda hold: HeldOrder(release(order, [hold], change), hold))
