"""Hostile values for every field of a document."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.integration.http.full_bodies import Path, nodes

TEXTS: Final = {
    "NUL": r'"a\u0000b"',
    "too long": '"' + "x" * 3_000 + '"',
    "lone surrogate": r'"\ud800"',
}
NUMBERS: Final = {
    "huge exponent": "1e200000",
    "65 bits": "9223372036854775808",
    "negative": "-1",
    "fraction": "0.5",
    "endless": "0." + "1" * 20_000,
}
NEVER: Final = {"NUL", "lone surrogate", "huge exponent", "65 bits", "NUL key"}
"""Values that every field must reject."""

DERIVED: Final = {
    *("payment_status", "fulfillment_status", "financial_status", "return_status"),
    *("subtotal", "total", "refunded"),
    *("fulfilled_quantity", "refunded_quantity", "remaining_quantity"),
    *("adjustments", "cancelled", "balance"),
}
"""Fields of an order's detail that are ignored, because they are derived again."""


def hostile(document: dict[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Return each field's path, the kind of fault, and the raw value."""
    for path, value in nodes(document):
        if not path or path[-1] in DERIVED:
            continue
        for kind, raw in _kinds(path, value).items():
            yield path, kind, raw


def _kinds(path: Path, value: Any) -> Mapping[str, str]:
    if isinstance(value, str):
        return TEXTS
    if isinstance(value, int | float) and not isinstance(value, bool):
        return NUMBERS
    if isinstance(value, list) and value:
        return {"repeated": encode([*value, value[-1]]).decode()}
    is_free = path[-1] == "data" and isinstance(value, dict)
    return {"NUL key": r'{"a\u0000b": 1}'} if is_free else {}
