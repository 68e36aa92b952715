"""Erase the personal data of some orders of a domain, in one transaction."""

from collections.abc import Callable, Sequence

from attrs import field, frozen
from returns.result import Result, Success

from seller_orders.application.message_factory import events
from seller_orders.application.order_changes import ChangeFactory, invalidate_cache
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.order_copies import BeginErasure
from seller_orders.domain.erasure import erase
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class EraseOrders:
    """Erase the personal data of the orders that are still wanted once they are locked.

    No refusals: an order that does not exist, or has no personal data, is left out.
    """

    domain_id: str
    order_ids: Sequence[str]
    by: str
    is_wanted: Callable[[Order], bool] = field(repr=False, eq=False)


@frozen(kw_only=True)
class EraseOrdersHandler:
    """Handler of EraseOrders."""

    begin: BeginErasure
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: EraseOrders) -> Result[Sequence[Order], Refusal]:
        """Return the orders that were changed."""
        with self.begin(command.domain_id) as tx:
            found = tx.orders.get_many(command.domain_id, command.order_ids)
            wanted = [order for order in found.values() if command.is_wanted(order)]
            pairs = [
                (order, after)
                for order in wanted
                if (after := erase(order, self.changes.new_change(order, command.by))) is not order
            ]
            if not pairs:
                return Success(())
            erased = [after for _, after in pairs]
            tx.orders.save(*erased)
            ids = [order.id for order in erased]
            tx.copies.erase(command.domain_id, ids, self.changes.clock.now())
            tx.outbox.add([each for before, after in pairs for each in events(before, after)])
            tx.commit()

        for order in erased:
            invalidate_cache(self.cache, order)
        return Success(erased)
