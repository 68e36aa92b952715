"""A host's cancellation policy applies to commands and to order actions."""

from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from examples.shop import new_order
from seller_orders import (
    CancellationRequest,
    CancellationTerms,
    CancelOrder,
    CancelReason,
    GetOrder,
    Order,
    OrderActions,
    Refusal,
    TransitionRules,
    embed,
)
from seller_orders.domain.order import OrderInvariantError
from seller_orders.domain.refusals import AlreadyShipped


def never(
    _: Order, __: CancellationRequest, ___: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    return Failure(AlreadyShipped())


def always(
    _: Order, request: CancellationRequest, __: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    return Success(
        CancellationTerms(reason=request.reason, details=None, refund=None, restock=True)
    )


def test_order_actions_ask_the_policy(tmp_path: Path):
    orders = embed(f"sqlite:///{tmp_path / 'shop.db'}", cancellation=never)
    order = orders.create_order(new_order()).unwrap()

    actions = orders.order_actions(OrderActions("dom_1", order.id)).unwrap()

    assert actions.cancel == AlreadyShipped()


def test_a_permissive_policy_restocks_once(tmp_path: Path):
    orders = embed(f"sqlite:///{tmp_path / 'shop.db'}", cancellation=always)
    order = orders.create_order(new_order()).unwrap()
    request = CancellationRequest(reason=CancelReason.OUT_OF_STOCK)
    cancel = CancelOrder(domain_id="dom_1", order_id=order.id, by="shop", request=request)
    cancelled = orders.cancel_order(cancel).unwrap().order

    with pytest.raises(OrderInvariantError, match="cancelled already"):
        orders.cancel_order(cancel)

    assert orders.get_order(GetOrder("dom_1", order.id)).unwrap().version == cancelled.version
