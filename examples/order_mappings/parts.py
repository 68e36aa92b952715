"""Parts of the order document that all mappings build in the same way."""

import json
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_SIX_DECIMALS = Decimal("0.000001")


def to_json(document: dict[str, Any]) -> str:
    """Return a document as one line. Amounts are strings, which the import reads exactly."""
    return json.dumps(document, ensure_ascii=False, default=_plain)


def amount(value: Any) -> Decimal:
    """Return an amount of another system: a string, a number, or None for nothing."""
    return Decimal(str(value or 0))


def unit_price(line_total: Decimal, quantity: int) -> Decimal:
    """Return the price of a unit. Units of it add up to the line's total after rounding."""
    return (line_total / quantity).quantize(_SIX_DECIMALS, ROUND_HALF_UP).normalize() + 0


def text(value: Any) -> str | None:
    """Return a text without spaces around it, None if nothing is left."""
    return str(value).strip() or None if value is not None else None


def full_name(*parts: Any) -> str | None:
    """Return the parts of a person's name as one."""
    return text(" ".join(str(part) for part in parts if part))


def address(**fields: Any) -> dict[str, Any] | None:
    """Return an address of the known parts; None if there are none."""
    known = {name: text(value) for name, value in fields.items()}
    return known if any(known.values()) else None


def attributes(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Return free data as texts. Keys must not contain a colon."""
    return {
        str(key).replace(":", " ").strip()[:100]: (
            value if isinstance(value, str) else json.dumps(value, default=str)
        )[:2_000]
        for key, value in pairs
        if value is not None and str(key).replace(":", " ").strip()
    }


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def with_rounding(document: dict[str, Any], total: Decimal) -> dict[str, Any]:
    """Return the document with an adjustment that makes its total what the other system says.

    Systems round at different places, so that parts may differ from the total by some cents.
    """
    difference = total - _total(document, like=total)
    if not difference:
        return document
    rounding = {"kind": "rounding", "label": "Rounding", "amount": difference}
    return document | {"adjustments": [*document["adjustments"], rounding]}


def _total(document: dict[str, Any], like: Decimal) -> Decimal:
    """Return the total that the document leads to. ``like`` has the currency's decimals."""
    parts = [_line_total(each, like) for each in document["items"]]
    parts += [each["amount"] for each in document["adjustments"]]
    parts += [document["shipping_total"], -document["discount_total"]]
    added_tax = Decimal(0) if document["prices_include_tax"] else document["tax_total"]
    return sum(parts, added_tax)


def _line_total(line: dict[str, Any], like: Decimal) -> Decimal:
    goods = (line["selling_price"] * line["quantity"]).quantize(like, ROUND_HALF_UP)
    return Decimal(goods - line["discount"])
