"""Secrets in the document of a domain's settings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from seller_orders.domain.refusals import Path
from seller_orders.domain.secret_text import MASK

_Places: TypeAlias = Sequence[tuple[str, ...]]
_ANY: Final = "*"
_PLACES: Final[_Places] = (
    ("carriers", _ANY, "token"),
    ("carriers", _ANY, "secret"),
    ("payments", _ANY, "secrets", _ANY),
)
WITH_SECRETS: Final = frozenset(section for section, *_ in _PLACES)
"""Names of the sections that have secrets."""


def with_secrets(
    sections: Mapping[str, Any], replace: Callable[[Path, str], str | None]
) -> dict[str, Any]:
    """Return sections with each secret replaced by what ``replace`` makes of path and text."""
    replaced: dict[str, Any] = _replaced(sections, _PLACES, (), replace)
    return replaced


def masked(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return sections with each secret masked.

    >>> masked({"carriers": {"bicycle": {"url": "https://b.example", "token": "t0ken"}}})
    {'carriers': {'bicycle': {'url': 'https://b.example', 'token': '•'}}}
    """
    return with_secrets(sections, lambda path, secret: MASK)


def secret_at(sections: Mapping[str, Any], path: Path) -> str | None:
    """Return the secret at a path; None if there is none."""
    found: Any = sections
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def _replaced(
    value: Any, places: _Places, path: Path, replace: Callable[[Path, str], str | None]
) -> Any:
    if () in places and isinstance(value, str):
        return replace(path, value)
    if not places or not isinstance(value, Mapping):
        return value
    return {
        key: _replaced(each, _below(places, key), (*path, key), replace)
        for key, each in value.items()
    }


def _below(places: _Places, key: str) -> _Places:
    return [place[1:] for place in places if place and place[0] in (_ANY, key)]
