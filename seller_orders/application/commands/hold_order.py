"""Hold an order, or some of its lines."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.hold import Hold, HoldRequest
from seller_orders.domain.hold_change import add_hold
from seller_orders.domain.hold_policy import ensure_holdable, open_hold_of
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import Change


@frozen(kw_only=True)
class HoldOrder:
    """Keep an order, or the lines that the request names, from being fulfilled.

    A request with the handle of an open hold changes nothing and returns that hold.

    Refusals: order_not_found, version_mismatch, order_is_closed, unknown_item, duplicate_item,
    invalid_fields.

    >>> fraud = HoldRequest(reason=HoldReason.FRAUD_RISK, handle="risk-7")
    >>> hold = HoldOrder(domain_id="dom_1", order_id="ord_1", by="erp", request=fraud)
    >>> held: HeldOrder = orders.hold_order(hold).unwrap()
    >>> held.is_new, orders.hold_order(hold).unwrap().is_new
    (True, False)
    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    >>> orders.create_fulfillment(ship).failure().code
    'on_hold'
    """

    domain_id: str
    order_id: str
    by: str
    request: HoldRequest
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class HeldOrder:
    """An order, and its hold that was made or released. ``is_new`` is true if it was made now."""

    order: Order
    hold: Hold
    is_new: bool = False


@frozen(kw_only=True)
class HoldOrderHandler:
    """Holds orders in every status except cancelled."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator

    def __call__(self, command: HoldOrder) -> Result[HeldOrder, Refusal]:
        """Return the order and its hold."""
        return change_order(
            self, command, self.decide, lambda held: held.order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: HoldOrder) -> Result[HeldOrder, Refusal]:
        """Hold the order, or return the open hold that has the handle."""
        request = command.request
        change = self.changes.new_change(order, command.by, note=request.note)
        allowed = ensure_holdable(order, request, change.at)
        return allowed.map(lambda _: hold_once(order, request, change, self.ids))


def hold_once(order: Order, request: HoldRequest, change: Change, ids: IdGenerator) -> HeldOrder:
    """Return the order with a new hold, or as it is if an open hold has the request's handle."""
    same = open_hold_of(order, request.handle, change.at)
    if same is not None:
        return HeldOrder(order, same)
    after = add_hold(order, request, ids.new("hld_"), change)
    return HeldOrder(after, after.holds[-1], is_new=True)
