"""Order reader of the core."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.shared.wire import order_codec
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.application.ports.order_reader import OrderDetail
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound


class _States(msgspec.Struct):
    orders: list[dict[str, Any]]


_read_detail: Final = msgspec.json.Decoder(order_codec.OrderDetail, float_hook=Decimal).decode
_read_states: Final = msgspec.json.Decoder(_States, float_hook=Decimal).decode
_read_state: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


@frozen
class CoreOrderReader:
    """Order reader over the core's internal API."""

    core: CoreClient

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's read model."""
        return self._found(domain_id, order_id).map(_read_detail)

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        return self._found(domain_id, order_id).map(order_of_json)

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the existing orders of some ids, by one request."""
        if not order_ids:
            return {}
        wanted = {"order_ids": list(order_ids)}
        response = self.core.request("POST", "/api/orders/read", domain_id, wanted)
        assert response is not None, "a list is never missing"
        found = map(_order, _read_states(response.body).orders)
        return {order.id: order for order in found}

    def _found(self, domain_id: str, order_id: str) -> Result[bytes, OrderNotFound]:
        response = self.core.request(
            "GET", f"/api/orders/{order_id}", domain_id, missing=OrderNotFound.code
        )
        return Failure(OrderNotFound(order_id)) if response is None else Success(response.body)


def order_of_json(state: bytes) -> Order:
    """Return the order that the core's JSON describes."""
    return _order(_read_state(state))


def _order(detail: dict[str, Any]) -> Order:
    # The core stores valid orders only.
    return order_of(detail).unwrap()
