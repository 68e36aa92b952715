"""A host's reasons and conditions of returns apply in its engine and in its transaction."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from returns.pipeline import is_successful
from sqlalchemy import create_engine

from examples.shop import new_order
from seller_orders import (
    CreateFulfillment,
    CreateReturn,
    ItemQuantity,
    OrderActions,
    OrderStatus,
    ReceivedItem,
    ReceiveReturn,
    ReturnCondition,
    ReturnRequest,
    ReturnRequestItem,
    ReturnRules,
    Shipment,
    UpdateStatus,
    embed,
)

RULES = ReturnRules(
    reasons=("broken",),
    other_reasons=False,
    conditions={"new": ReturnCondition(restocks=True), "lost": ReturnCondition(arrives=False)},
)


@pytest.mark.parametrize("place", ["in its engine", "in its transaction"])
def test_own_reasons_and_conditions_apply(tmp_path: Path, place: str):
    embed(f"sqlite:///{tmp_path / 'shop.db'}")
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    whole = embed(engine, return_rules=RULES)
    order = whole.create_order(new_order()).unwrap()
    of_it: dict[str, Any] = {"domain_id": "dom_1", "order_id": order.id, "by": "shop"}
    shipment = Shipment(items=(ItemQuantity(order.lines[0].id, 1),))
    whole.create_fulfillment(CreateFulfillment(**of_it, shipment=shipment)).unwrap()
    whole.update_status(UpdateStatus(**of_it, status=OrderStatus.DELIVERED)).unwrap()
    wanted = ReturnRequestItem(id=order.lines[0].id, quantity=1, reason="broken")
    create = CreateReturn(**of_it, request=ReturnRequest(items=(wanted,)))
    other = evolve(create, request=ReturnRequest(items=(evolve(wanted, reason="unwanted"),)))

    with engine.connect() as connection:
        orders = whole if place == "in its engine" else whole.within(connection)
        assert orders.order_actions(OrderActions("dom_1", order.id)).unwrap().return_ is None
        refused = orders.create_return(other).failure()
        return_ = orders.create_return(create).unwrap().return_
        item = ReceivedItem(id=wanted.id, quantity=1, condition="resellable")
        receive = ReceiveReturn(**of_it, return_id=return_.id, items=(item,))
        usual = orders.receive_return(receive)
        own = orders.receive_return(evolve(receive, items=(evolve(item, condition="new"),)))
        connection.rollback()

    assert refused.problems[0].code == "unknown_reason"  # type: ignore[attr-defined]
    assert not is_successful(usual)
    assert [each.quantity for each in own.unwrap().order.restocks[-1].items] == [1]
