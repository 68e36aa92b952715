"""A plain order draft for tests that vary one field, and the order made of it."""

from decimal import Decimal
from typing import Any

from attrs import evolve

from seller_orders.domain.draft import LineDraft, OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.testing.sample_order import LATER, order
from seller_orders.testing.strategies import draft_of


def assembled(draft: OrderDraft, **options: Any) -> Any:
    """Return the result of assembling a draft."""
    return assemble(
        draft,
        domain_id="dom_1",
        order_id=draft.order_id or "ord_new",
        number=draft.order_number or "1001",
        fulfillment_ids=iter(["ful_new", "ful_newer"]),
        at=LATER,
        **options,
    )


def draft(**fields: Any) -> OrderDraft:
    """Return the draft of the sample order with other fields."""
    return evolve(draft_of(order()), **fields)


def priced(price: str, quantity: int = 1, id: str = "pasta") -> LineDraft:
    """Return a line with a price."""
    return LineDraft(
        id=id,
        product_id="prd_1",
        sku="sku_1",
        name="Alfredo Pasta",
        quantity=quantity,
        selling_price=Decimal(price),
    )
