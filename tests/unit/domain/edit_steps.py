"""Steps that edit an order, and the figures after them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen
from returns.result import Result

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, LineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import KEEP, LineEdit, OrderEdit
from seller_orders.domain.refusals import Refusal
from seller_orders.testing.sample_order import change
from tests.unit.domain.sequence_steps import Step


@frozen
class After:
    """Step with the figures after it; units of several lines are separated by a space."""

    step: Step
    total: str
    tax: str
    balance: str
    refunded: str
    cancelled: str
    ordered: str
    remaining: str
    home: str
    free: str


def edit(
    *,
    add: tuple[LineDraft, ...] = (),
    discounts: Mapping[str, str] | None = None,
    taxes: Mapping[str, str | None] | None = None,
    adjustment: str | None = None,
    sums: Mapping[str, str] | None = None,
    note: str | None = None,
    **quantities: int,
) -> Step:
    """Edit quantities of lines, with discounts, taxes and sums by name; "" removes adjustments."""

    def tax_of(id: str) -> Any:
        tax = (taxes or {}).get(id, "keep")
        return KEEP if tax == "keep" else tax and Decimal(tax)

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        items = tuple(
            LineEdit(
                id=id,
                quantity=quantity,
                discount=Decimal(discounts[id]) if discounts and id in discounts else KEEP,
                tax=tax_of(id),
            )
            for id, quantity in quantities.items()
        )
        fields: dict[str, Any] = {name: Decimal(each) for name, each in (sums or {}).items()}
        if adjustment is not None:
            fields["adjustments"] = tuple(
                AdjustmentDraft(kind=AdjustmentKind.OTHER, amount=Decimal(each))
                for each in adjustment.split()
            )
        if note is not None:
            fields["note"] = note
        wanted = OrderEdit(items=items, add_items=add, **fields)
        return ensure_editable(before, wanted).map(
            lambda terms: edit_order(before, terms, change(number))
        )

    return step


def added(id: str, quantity: int, price: str, **fields: Any) -> LineDraft:
    """Return a new line; ``discount`` and ``tax`` are of the whole line."""
    amounts: dict[str, Any] = {name: Decimal(amount) for name, amount in fields.items()}
    return LineDraft(id=id, name=id, quantity=quantity, selling_price=Decimal(price), **amounts)
