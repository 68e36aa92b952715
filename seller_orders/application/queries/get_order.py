"""Get one order, through the cache."""

from collections.abc import Callable
from enum import StrEnum

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.ports.order_cache import (
    CachedOrder,
    CacheSlot,
    OrderCache,
    OrderKey,
)
from seller_orders.application.ports.order_reader import OrderDetail, OrderReader
from seller_orders.application.step_observers import step
from seller_orders.domain.refusals import OrderNotFound


@frozen
class GetOrder:
    """Read an order.

    Refusals: order_not_found.

    >>> import json
    >>> found = orders.get_order(GetOrder("dom_1", "ord_1")).unwrap()
    >>> found.version, json.loads(found.body)["totals"]["total"]
    (1, 200)
    """

    domain_id: str
    order_id: str


class CacheUse(StrEnum):
    """Use of the cache by a read."""

    HIT = "hit"
    MISS = "miss"
    BYPASS = "bypass"


@frozen
class OrderAnswer:
    """An order as JSON, its version, and the use of the cache."""

    version: int
    body: bytes
    cache: CacheUse


@frozen(kw_only=True)
class GetOrderHandler:
    """Reads through the cache; ``encode`` serializes the read model to JSON."""

    cache: OrderCache
    reader: OrderReader
    encode: Callable[[OrderDetail], bytes]

    def __call__(self, query: GetOrder) -> Result[OrderAnswer, OrderNotFound]:
        """Return the order's body, from the cache or the store."""
        with self.cache.slot(OrderKey(query.domain_id, query.order_id)) as slot:
            cached = self.check_cache(slot)
            if cached is not None:
                return Success(OrderAnswer(cached.version, cached.body, CacheUse.HIT))
            found = self.get_order(query)
            return found.map(lambda detail: self.cache_order(slot, detail))

    @step
    def check_cache(self, slot: CacheSlot) -> CachedOrder | None:
        """Look the order up; on a miss this reader loads it."""
        return slot.get()

    @step
    def get_order(self, query: GetOrder) -> Result[OrderDetail, OrderNotFound]:
        """Read the order from the store."""
        return self.reader.detail(query.domain_id, query.order_id)

    @step
    def cache_order(self, slot: CacheSlot, detail: OrderDetail) -> OrderAnswer:
        """Serialize the order and cache it."""
        entry = CachedOrder(detail["version"], self.encode(detail))
        slot.put(entry)
        use = CacheUse.BYPASS if slot.is_bypassed else CacheUse.MISS
        return OrderAnswer(entry.version, entry.body, use)
