"""Actions of a bulk update."""

from typing import TypeAlias, assert_never

from attrs import field, frozen
from returns.result import Result, Success

from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.fulfillment_policy import ensure_anything_remains
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.transition_rules import TransitionRules
from seller_orders.domain.values import Tracking


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
    """Ship all remaining units.

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


BulkAction: TypeAlias = SetStatus | AddTags | RemoveTags | FulfillRemaining


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
        case FulfillRemaining():
            remaining = ensure_anything_remains(order)
            return remaining.map(lambda items: _fulfill(action, order, items, by, changes, ids))
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
