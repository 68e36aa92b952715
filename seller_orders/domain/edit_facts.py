"""Facts of an edit for its timeline entry: each changed part before and after it.

Unchanged parts and unchanged fields of lines, addresses and customer are left out, so that the
facts grow with the edit and not with the order. Removed lines are complete.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC

from attrs import fields_dict

from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Fact, time_fact
from seller_orders.domain.timeline_facts import released_facts
from seller_orders.domain.values import Address, Customer


def edit_facts(before: Order, after: Order, reason: str | None) -> dict[str, Fact]:
    """Return the facts of an edit: reason, lines, and the values before and after.

    ``items`` has changed lines, ``added_items`` and ``removed_items`` whole ones. ``changes`` has
    the other parts by their names in the order's document, each with ``from`` and ``to``.
    ``released_holds`` has the holds of removed lines alone, which end with them.
    """
    values = ({**_totals(each), **_charges(each), **_delivery(each)} for each in (before, after))
    changes: dict[str, Fact] = {**_changed(*values), **_contact_facts(before, after)}
    kept = {hold.id for hold in after.holds}
    return {
        "reason": reason,
        **_line_facts(before.lines, after.lines),
        **({"changes": changes} if changes else {}),
        **released_facts(hold for hold in before.holds if hold.id not in kept),
    }


def _line_facts(before: Iterable[LineItem], after: Iterable[LineItem]) -> dict[str, Fact]:
    former, latter = ({line.id: line for line in lines} for lines in (before, after))
    items: list[Fact] = [
        {"id": id, **_changed(_amounts(former[id]), _amounts(line))}
        for id, line in latter.items()
        if id in former and former[id] != line
    ]
    added: list[Fact] = [_whole(line) for id, line in latter.items() if id not in former]
    removed: list[Fact] = [_whole(line) for id, line in former.items() if id not in latter]
    parts = {"items": items, "added_items": added, "removed_items": removed}
    return {name: lines for name, lines in parts.items() if lines}


def _amounts(line: LineItem) -> dict[str, Fact]:
    """Return the parts of a line that an edit may change."""
    return {
        "quantity": line.quantity,
        "discount": line.discount.amount,
        "tax": None if line.tax is None else line.tax.amount,
    }


def _whole(line: LineItem) -> Fact:
    return {
        "id": line.id,
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "selling_price": line.selling_price.amount,
        "requires_shipping": line.requires_shipping,
        **_amounts(line),
    }


def _totals(order: Order) -> dict[str, Fact]:
    return {
        "shipping_total": order.shipping.amount,
        "discount_total": order.discount.amount,
        "tax_total": order.tax.amount,
        "total": order.total.amount,
    }


def _charges(order: Order) -> dict[str, Fact]:
    tax_lines: list[Fact] = [
        {"title": tax.title, "rate": tax.rate, "amount": tax.amount.amount}
        for tax in order.tax_lines
    ]
    adjustments: list[Fact] = [
        {"kind": each.kind.value, "label": each.label, "amount": each.amount.amount}
        for each in order.adjustments
    ]
    return {"tax_lines": tax_lines, "adjustments": adjustments}


def _delivery(order: Order) -> dict[str, Fact]:
    at = order.ship_by
    return {"note": order.note, "ship_by": None if at is None else time_fact(at.astimezone(UTC))}


def _contact_facts(before: Order, after: Order) -> dict[str, Fact]:
    parts = {
        "shipping_address": (
            _address(before.shipping_address),
            _address(after.shipping_address),
        ),
        "billing_address": (_address(before.billing_address), _address(after.billing_address)),
        "customer": (_fields(before.customer), _fields(after.customer)),
    }
    changed = {name: _changed(*values) for name, values in parts.items()}
    return {name: fields for name, fields in changed.items() if fields}


def _address(address: Address | None) -> dict[str, Fact]:
    if address is None:
        return dict.fromkeys(fields_dict(Address))
    place = address.coordinates
    # As a text, because a timeline keeps no binary floating point.
    coordinates = None if place is None else f"{place.latitude}, {place.longitude}"
    return _fields(address) | {"coordinates": coordinates}


def _fields(value: Address | Customer) -> dict[str, Fact]:
    return {name: getattr(value, name) for name in fields_dict(type(value))}


def _changed(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the values that differ, by name."""
    return {
        name: {"from": before[name], "to": value}
        for name, value in after.items()
        if before[name] != value
    }
