"""Values made from the fields that a draft has in common with them."""

from functools import cache
from typing import Any, TypeVar, cast

from attrs import AttrsInstance, fields_dict

T = TypeVar("T")


def made(kind: type[T], draft: AttrsInstance, **others: Any) -> T:
    """Return a value with the draft's fields of the same name, and with others."""
    return kind(
        **{name: getattr(draft, name) for name in _shared(cast("Any", kind), type(draft))} | others
    )


@cache
def _shared(kind: Any, draft: type[AttrsInstance]) -> tuple[str, ...]:
    return tuple(name for name in fields_dict(kind) if name in fields_dict(draft))
