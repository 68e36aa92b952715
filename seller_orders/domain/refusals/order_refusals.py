"""Refusals that concern an order as a whole, or its lines."""

from collections.abc import Iterable

from attrs import field, frozen

from seller_orders.domain.refusals.refusal import InvalidFields, Refusal


def _in_order(statuses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(statuses))


class UnknownItem(InvalidFields):
    """The order has no such line item."""

    __slots__ = ()
    code = "unknown_item"


class DuplicateItem(InvalidFields):
    """The request names a line item twice."""

    __slots__ = ()
    code = "duplicate_item"


@frozen
class OrderNotFound(Refusal):
    """The domain has no such order."""

    code = "order_not_found"
    template = "There is no order {order_id}."
    order_id: str


@frozen
class ItemNotFound(Refusal):
    """The order has no such line item."""

    code = "item_not_found"
    template = "The order has no line item {item_id}."
    item_id: str


@frozen
class VersionMismatch(Refusal):
    """The order, or the settings, have changed since the caller read them."""

    code = "version_mismatch"
    template = "The {subject} is at version {version} now: read it again before you change it."
    version: int
    subject: str = "order"


@frozen
class NothingToTell(Refusal):
    """Customers are not notified of changes of this type."""

    code = "nothing_to_tell"
    template = "Customers are notified of {notified_types} only; this change is {change_type}."
    change_type: str
    notified_types: tuple[str, ...]


@frozen
class OrderExists(Refusal):
    """The domain has an order with this order_id."""

    code = "order_exists"
    template = "Order {order_id} already exists: leave order_id out to have one generated."
    order_id: str


@frozen
class OrderNumberTaken(Refusal):
    """The store has an order with this order number."""

    code = "order_number_taken"
    template = (
        "Order number {order_number} is taken in store {store_id}: "
        "leave order_number out to get the next."
    )
    order_number: str
    store_id: str


@frozen
class ExternalIdTaken(Refusal):
    """Another order of the domain has this external id."""

    code = "external_id_taken"
    template = "The {system} id {external_id} belongs to another order: remove it there first."
    system: str
    external_id: str


@frozen
class OrderIsOpen(Refusal):
    """The order can still move, and only closed orders can be archived."""

    code = "order_is_open"
    template = "Only {closed} orders can be archived; this one is {status}."
    status: str
    closed: tuple[str, ...]


@frozen
class OrderIsClosed(Refusal):
    """The order's status allows no change of this kind any more."""

    code = "order_is_closed"
    template = "The order is {status} and no longer accepts this change."
    status: str


@frozen
class TransitionNotAllowed(Refusal):
    """The rules do not allow this change of status."""

    code = "transition_not_allowed"
    template = "{current} cannot become {target}; it can become: {allowed}."
    current: str
    target: str
    allowed: tuple[str, ...] = field(converter=_in_order)


@frozen
class BulkFailure:
    """Refusal of one order in a bulk update."""

    order_id: str
    refusal: Refusal


@frozen
class BulkFailed(Refusal):
    """At least one order refused an atomic bulk update, so none was changed."""

    code = "bulk_failed"
    template = "{count} of the orders refused this change, so none was changed."
    failed: tuple[BulkFailure, ...]

    @property
    def count(self) -> int:
        """Number of orders that refused."""
        return len(self.failed)
