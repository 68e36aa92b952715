"""Update the attributes of an order or of one of its lines."""

from attrs import field, frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.metadata import MetadataChanges
from seller_orders.domain.metadata_policy import ensure_attributes, ensure_line
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class UpdateAttributes:
    """Set attributes by key; None removes a key, and other keys stay.

    ``item_id`` names a line; None means the order itself.
    Refusals: order_not_found, version_mismatch, item_not_found, invalid_fields.

    >>> wrap = UpdateAttributes(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", changes={"gift_wrap": "red"}
    ... )
    >>> orders.update_attributes(wrap).unwrap().attributes
    {'gift_wrap': 'red'}
    """

    domain_id: str
    order_id: str
    item_id: str | None = None
    by: str
    changes: MetadataChanges = field(hash=False)
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateAttributesHandler:
    """Updates attributes, also of closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdateAttributes) -> Result[Order, Refusal]:
        """Return the changed order."""
        return change_order(self, command, self.decide, lambda order: order)

    def decide(self, order: Order, command: UpdateAttributes) -> Result[Order, Refusal]:
        """Change the attributes of the order, or of the line if there is one of this id."""
        if command.item_id is not None:
            line = ensure_line(order, command.item_id)
            return line.bind(lambda found: self._change_line(order, found, command))
        change = self.changes.new_change(order, command.by)
        allowed = ensure_attributes(order.attributes, command.changes)
        return allowed.map(lambda attributes: order.set_attributes(attributes, change))

    def _change_line(
        self, order: Order, line: LineItem, command: UpdateAttributes
    ) -> Result[Order, Refusal]:
        change = self.changes.new_change(order, command.by)
        allowed = ensure_attributes(line.attributes, command.changes)
        return allowed.map(lambda attributes: order.set_line_attributes(line, attributes, change))
