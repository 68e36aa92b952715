"""Hostile values for every field of a document."""

from collections.abc import Iterator
from typing import Any, Final

from seller_orders.adapters.wire.json_codec import encode
from tests.integration.http.full_bodies import nodes
from tests.integration.http.raw_json import with_value

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
NEVER: Final = {"NUL", "lone surrogate", "huge exponent", "65 bits", "endless", "NUL key"}
"""What no field takes, of whatever kind."""


def hostile(document: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """Return each field's place, what is wrong there, and the document that has it."""
    for path, value in nodes(document):
        place = "/".join(map(str, path))
        if not path:
            continue
        if isinstance(value, str):
            kinds = TEXTS
        elif isinstance(value, int | float) and not isinstance(value, bool):
            kinds = NUMBERS
        elif isinstance(value, list) and value:
            kinds = {"repeated": encode([*value, value[-1]]).decode()}
        elif path[-1] == "data" and isinstance(value, dict):
            kinds = {"NUL key": r'{"a\u0000b": 1}'}
        else:
            continue
        for kind, raw in kinds.items():
            yield place, kind, with_value(document, path, raw)
