"""Custom return rules: a shop that gives back to stock only what comes back new.

Rules are plain data: the reasons that a return may have, and for each condition whether its units
arrived and whether they go back to stock. Run it with ``python -m examples.own_return_rules``.
"""

from examples.shop import new_order
from seller_orders import (
    CreateFulfillment,
    CreateReturn,
    EmbeddedUseCases,
    ItemQuantity,
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
    reasons=("broken", "regret"),
    other_reasons=False,
    conditions={
        "new": ReturnCondition(restocks=True),
        "opened": ReturnCondition(),
        "lost": ReturnCondition(arrives=False),
    },
)


def main(database: str = "sqlite:///shop.db") -> None:
    """Ship two units, and take both back: one new, one opened."""
    orders = embed(database, return_rules=RULES)
    order_id = orders.create_order(new_order()).unwrap().id
    _hand_over(orders, order_id)

    refused = orders.create_return(_sent_back(order_id, "too_small")).failure()
    print(refused.message)
    return_ = orders.create_return(_sent_back(order_id, "regret")).unwrap().return_
    units = (
        ReceivedItem(id="line_1", quantity=1, condition="new"),
        ReceivedItem(id="line_1", quantity=1, condition="opened"),
    )
    receive = ReceiveReturn(
        domain_id="dom_1", order_id=order_id, by="desk", return_id=return_.id, items=units
    )
    order = orders.receive_return(receive).unwrap().order
    print("back in stock:", sum(item.quantity for item in order.restocks[0].items))


def _hand_over(orders: EmbeddedUseCases, order_id: str) -> None:
    both = Shipment(items=(ItemQuantity("line_1", 2),))
    orders.create_fulfillment(
        CreateFulfillment(domain_id="dom_1", order_id=order_id, by="packer", shipment=both)
    ).unwrap()
    orders.update_status(
        UpdateStatus(domain_id="dom_1", order_id=order_id, by="packer", status=OrderStatus.SHIPPED)
    ).unwrap()


def _sent_back(order_id: str, reason: str) -> CreateReturn:
    both = ReturnRequestItem(id="line_1", quantity=2, reason=reason)
    return CreateReturn(
        domain_id="dom_1", order_id=order_id, by="desk", request=ReturnRequest(items=(both,))
    )


if __name__ == "__main__":
    main()
