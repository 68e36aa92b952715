"""Edits of the sample order, and their outcomes."""

from decimal import Decimal
from typing import Any

from seller_orders.domain.draft import LineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.values import Address
from seller_orders.testing.sample_order import change

PUNE = Address(line1="MG Road 1", city="Pune", country_code="IN")
MUMBAI = Address(line1="MG Road 1", city="Mumbai", country_code="IN")
RICE = LineDraft(id="rice", name="Rice", quantity=2, selling_price=Decimal("12.50"))
NOTE = OrderEdit(note="Ring twice.")


def line_edit(id: str = "pasta", quantity: int = 2, **fields: Any) -> OrderEdit:
    return OrderEdit(items=(LineEdit(id=id, quantity=quantity, **fields),))


def edited(before: Order, edit: OrderEdit) -> Order:
    return edit_order(before, ensure_editable(before, edit).unwrap(), change())


def problem(before: Order, edit: OrderEdit) -> tuple[str, tuple[str | int, ...], str]:
    """Return code, path and detail of the only problem."""
    refusal = ensure_editable(before, edit).failure()
    assert isinstance(refusal, InvalidFields)
    (found,) = refusal.problems
    return refusal.code, found.path, found.detail
