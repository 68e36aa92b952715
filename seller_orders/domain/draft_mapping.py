"""Values built from drafts, whose fields have the same names."""

from functools import cache
from typing import Any, TypeVar, cast

from attrs import AttrsInstance, fields_dict

T = TypeVar("T")


def from_draft(kind: type[T], draft: AttrsInstance, **others: Any) -> T:
    """Build a value from a draft's fields of the same names; ``others`` replace or add some."""
    return kind(
        **{name: getattr(draft, name) for name in _shared(cast("Any", kind), type(draft))} | others
    )


@cache
def _shared(kind: Any, draft: type[AttrsInstance]) -> tuple[str, ...]:
    return tuple(name for name in fields_dict(kind) if name in fields_dict(draft))
