"""Actions of a bulk update."""

from datetime import datetime
from typing import TypeAlias, assert_never

from attrs import field, frozen
from returns.result import Result, Success

from seller_orders.application.commands.hold_order import hold_once
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.domain.assignment import assign
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.fulfillment_policy import ensure_anything_remains
from seller_orders.domain.hold import Hold, HoldReason, HoldRequest
from seller_orders.domain.hold_change import release
from seller_orders.domain.hold_policy import ensure_holdable, open_holds
from seller_orders.domain.item_cancellation import (
    ItemCancellationRequest,
    ItemCancellationTerms,
)
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_rest_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.transition_rules import TransitionRules
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    Tracking,
    optional_identifier,
    optional_text,
)


@frozen(kw_only=True)
class SetStatus:
    """Set the status.

    >>> ship = SetStatus(status=OrderStatus.SHIPPED, notify_customers=True)
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=ship)
    ... ).unwrap().updated
    ('ord_1',)
    """

    status: OrderStatus
    note: str | None = None
    notify_customers: bool = False


@frozen
class AddTags:
    """Add tags."""

    tags: tuple[str, ...]


@frozen
class RemoveTags:
    """Remove tags.

    An order without these tags is unchanged and reported as updated.

    >>> untag = RemoveTags(("gift",))
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=untag)
    ... ).unwrap().updated
    ('ord_1',)
    """

    tags: tuple[str, ...]


@frozen(kw_only=True)
class FulfillRemaining:
    """Ship all remaining units that are not on hold.

    >>> all_that_remains = FulfillRemaining(tracking=Tracking(awb="1Z999"))
    >>> orders.bulk_update(
    ...     BulkUpdate(
    ...         domain_id="dom_1", order_ids=("ord_1",), by="erp", action=all_that_remains
    ...     )
    ... ).unwrap().updated
    ('ord_1',)
    """

    shipping_method: str | None = None
    tracking: Tracking = field(factory=Tracking)
    notify_customers: bool = False


@frozen(kw_only=True)
class CancelRemainingItems:
    """Take all remaining units off the lines.

    ``refund`` refunds what the units are worth, as far as the customer is owed it.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> shipped = orders.create_fulfillment(
    ...     CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    ... )
    >>> the_rest = CancelRemainingItems(reason=CancelReason.OUT_OF_STOCK, refund=True)
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=the_rest)
    ... ).unwrap().updated
    ('ord_1',)
    """

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    refund: bool = False
    restock: bool = False
    notify_customers: bool = False

    @property
    def request(self) -> ItemCancellationRequest:
        """The request, whose items depend on the order."""
        return ItemCancellationRequest(
            items=(),
            reason=self.reason,
            details=self.details,
            refund=self.refund,
            restock=self.restock,
        )


@frozen(kw_only=True)
class PlaceHold:
    """Hold the orders whole.

    An order with an open hold of the same handle is unchanged and reported as updated.

    >>> fraud = PlaceHold(reason=HoldReason.FRAUD_RISK, handle="risk-7")
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=fraud)
    ... ).unwrap().updated
    ('ord_1',)
    """

    reason: HoldReason
    note: str | None = optional_text(NOTE_LENGTH)
    until: datetime | None = None
    handle: str | None = optional_text(TEXT_LENGTH, least=1)

    @property
    def request(self) -> HoldRequest:
        """The request for each order."""
        return HoldRequest(reason=self.reason, note=self.note, until=self.until, handle=self.handle)


@frozen(kw_only=True)
class ReleaseHolds:
    """Release the open holds with a handle, or all open holds without one.

    An order without such a hold is unchanged and reported as updated.

    >>> orders.bulk_update(
    ...     BulkUpdate(
    ...         domain_id="dom_1", order_ids=("ord_1",), by="erp", action=ReleaseHolds()
    ...     )
    ... ).unwrap().updated
    ('ord_1',)
    """

    handle: str | None = None


@frozen
class SetAssignee:
    """Set the user who takes care of the orders; None unassigns them.

    >>> to_maria = SetAssignee("usr_maria")
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=to_maria)
    ... ).unwrap().updated
    ('ord_1',)
    """

    user_id: str | None = optional_identifier()


BulkAction: TypeAlias = (
    SetStatus
    | AddTags
    | RemoveTags
    | FulfillRemaining
    | CancelRemainingItems
    | PlaceHold
    | ReleaseHolds
    | SetAssignee
)


def apply(
    action: BulkAction,
    order: Order,
    *,
    by: str,
    changes: ChangeFactory,
    ids: IdGenerator,
    rules: TransitionRules,
) -> Result[Order, Refusal]:
    """Return the order after the action; the same object if nothing changed."""
    match action:
        case SetStatus():
            change = changes.new_change(order, by, note=action.note, notify=action.notify_customers)
            allowed = ensure_transition(order.status, action.status, rules)
            return allowed.map(lambda status: order.move_to(status, change))
        case AddTags():
            return Success(order.add_tags(action.tags, changes.new_change(order, by)))
        case RemoveTags():
            return Success(order.remove_tags(action.tags, changes.new_change(order, by)))
        case SetAssignee():
            return Success(assign(order, action.user_id, changes.new_change(order, by)))
        case FulfillRemaining():
            remaining = ensure_anything_remains(order, changes.clock.now())
            return remaining.map(lambda items: _fulfill(action, order, items, by, changes, ids))
        case CancelRemainingItems():
            rest = ensure_rest_cancellable(order, action.request, rules)
            return rest.map(lambda terms: _cancel(action, order, terms, by, changes, ids))
        case PlaceHold():
            change = changes.new_change(order, by, note=action.note)
            holdable = ensure_holdable(order, action.request, change.at)
            return holdable.map(lambda _: hold_once(order, action.request, change, ids).order)
        case ReleaseHolds():
            change = changes.new_change(order, by)
            return Success(release(order, _holds_of(action, order, change.at), change))
        case _:
            assert_never(action)


def _fulfill(
    action: FulfillRemaining,
    order: Order,
    items: tuple[ItemQuantity, ...],
    by: str,
    changes: ChangeFactory,
    ids: IdGenerator,
) -> Order:
    change = changes.new_change(order, by, notify=action.notify_customers)
    shipment = Shipment(
        items=items, shipping_method=action.shipping_method, tracking=action.tracking
    )
    fulfillment = Fulfillment(
        id=ids.new("ful_"), shipment=shipment, created_at=change.at, updated_at=change.at
    )
    return order.add_fulfillment(fulfillment, change)


def _cancel(
    action: CancelRemainingItems,
    order: Order,
    terms: ItemCancellationTerms,
    by: str,
    changes: ChangeFactory,
    ids: IdGenerator,
) -> Order:
    change = changes.new_change(order, by, notify=action.notify_customers)
    return cancel_items(order, terms, ids.new("rfd_"), change)


def _holds_of(action: ReleaseHolds, order: Order, at: datetime) -> tuple[Hold, ...]:
    holds = open_holds(order, at)
    return tuple(hold for hold in holds if action.handle in {None, hold.handle})
