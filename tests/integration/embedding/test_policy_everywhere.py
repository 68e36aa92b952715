"""A cancellation policy of one's own is asked wherever somebody wants to know."""

from pathlib import Path

from returns.result import Failure, Result

from examples.shop import new_order
from seller_orders import (
    CancellationRequest,
    CancellationTerms,
    Order,
    OrderActions,
    Refusal,
    TransitionRules,
    embed,
)
from seller_orders.domain.refusals import AlreadyShipped


def never(
    _: Order, __: CancellationRequest, ___: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    return Failure(AlreadyShipped())


def test_what_an_order_allows_is_what_the_policy_allows(tmp_path: Path):
    orders = embed(f"sqlite:///{tmp_path / 'shop.db'}", cancellation=never)
    order = orders.create_order(new_order()).unwrap()

    actions = orders.order_actions(OrderActions("dom_1", order.id)).unwrap()

    assert actions.cancel == AlreadyShipped()
