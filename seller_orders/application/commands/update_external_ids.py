"""Update the ids of an order in other systems."""

from attrs import field, frozen
from returns.result import Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.domain.metadata import MetadataChanges
from seller_orders.domain.metadata_policy import ensure_external_ids, ensure_external_ids_free
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class UpdateExternalIds:
    """Set ids by system; None removes a system's id, and other ids stay.

    Refusals: order_not_found, version_mismatch, invalid_fields, external_id_taken.

    >>> link = UpdateExternalIds(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", changes={"erp": "SO-17"}
    ... )
    >>> orders.update_external_ids(link).unwrap().external_ids
    {'erp': 'SO-17'}
    """

    domain_id: str
    order_id: str
    by: str
    changes: MetadataChanges = field(hash=False)
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateExternalIdsHandler:
    """Updates external ids, also of closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdateExternalIds) -> Result[Order, Refusal]:
        """Return the changed order."""
        return change_order(self, command, self.decide, lambda order: order, ensure=ensure_not_held)

    def decide(self, order: Order, command: UpdateExternalIds) -> Result[Order, Refusal]:
        """Change the ids within their limits."""
        change = self.changes.new_change(order, command.by)
        allowed = ensure_external_ids(order.external_ids, command.changes)
        return allowed.map(lambda external_ids: order.set_external_ids(external_ids, change))


def ensure_not_held(tx: UnitOfWork, order: Order) -> Result[Order, Refusal]:
    """Refuse an external id of the order that another order holds."""
    if not order.external_ids:
        return Success(order)
    holders = tx.orders.external_id_holders(order.domain_id, order.external_ids.items())
    return ensure_external_ids_free(order.external_ids, holders, order.id).map(lambda _: order)
