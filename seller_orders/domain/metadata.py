"""Metadata of an order and its lines, which are never interpreted: attributes and external ids.

Both are maps of texts, sorted by key.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import Attribute, field

from seller_orders.domain.values import NOTE_LENGTH, is_foreign_identifier, is_writable

MAX_ATTRIBUTES: Final = 100
ATTRIBUTE_LENGTH: Final = NOTE_LENGTH
MAX_EXTERNAL_IDS: Final = 20
KEY_LENGTH: Final = 100
"""Maximum length of an attribute's key, and of the name of an external id's system."""

Metadata = Mapping[str, str]
MetadataChanges = Mapping[str, str | None]
"""New values by key; None removes the key."""


def is_key(text: str) -> bool:
    """Return whether a text can be an attribute's key or a system: no colon, no NUL."""
    return 1 <= len(text) <= KEY_LENGTH and ":" not in text and is_writable(text)


def is_attribute(text: str) -> bool:
    """Return whether a text can be an attribute's value."""
    return len(text) <= ATTRIBUTE_LENGTH and is_writable(text)


def attributes() -> Any:
    """Return an attrs field for attributes; the default is none."""
    return _metadata(MAX_ATTRIBUTES, is_attribute)


def external_ids() -> Any:
    """Return an attrs field for ids in other systems, by system; the default is none."""
    return _metadata(MAX_EXTERNAL_IDS, is_foreign_identifier)


def merged(current: Metadata, changes: MetadataChanges) -> Metadata:
    """Return the entries after changes."""
    given = {**current, **changes}
    return {key: value for key, value in given.items() if value is not None}


def changed_keys(before: Metadata, after: Metadata) -> list[str]:
    """Return the keys that were added, removed or given another value."""
    return [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def _metadata(most: int, is_value: Callable[[str], bool]) -> Any:
    def check(_: object, attribute: "Attribute[Any]", entries: Metadata) -> None:
        if len(entries) > most:
            raise ValueError(f"{attribute.name} has at most {most} entries")
        if entries and not all(is_key(key) and is_value(value) for key, value in entries.items()):
            raise ValueError(f"{attribute.name} has a wrong key or value")

    return field(factory=dict, converter=_by_key, validator=check, hash=False)


def _by_key(entries: Metadata) -> Metadata:
    return dict(sorted(entries.items())) if entries else {}
