"""Documents with a raw value, which may be malformed JSON."""

from typing import Any

from tests.support.http_client import to_json


def with_value(document: dict[str, Any], path: tuple[str | int, ...], raw: str) -> bytes:
    """Replace the value at a path by raw text."""
    placed = to_json(_placed(document, path, "here it comes"))
    return placed.replace(b'"here it comes"', raw.encode())


def _placed(value: Any, path: tuple[str | int, ...], leaf: str) -> Any:
    if not path:
        return leaf
    first, *rest = path
    if isinstance(value, list):
        return [_placed(v, tuple(rest), leaf) if i == first else v for i, v in enumerate(value)]
    return value | {first: _placed(value.get(first), tuple(rest), leaf)}
