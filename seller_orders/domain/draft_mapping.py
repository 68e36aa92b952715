"""Values built from drafts, whose fields have the same names."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from attrs import AttrsInstance, fields_dict

T = TypeVar("T")


def from_draft(kind: type[T], draft: AttrsInstance, **others: Any) -> T:
    """Build a value from a draft's fields of the same names; ``others`` replace or add some."""
    names, read = _shared(cast("Any", kind), type(draft))
    return kind(**dict(zip(names, read(draft), strict=True)) | others)


@cache
def _shared(
    kind: Any, draft: type[AttrsInstance]
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of the fields that both classes have, and a function that reads them."""
    names = tuple(name for name in fields_dict(kind) if name in fields_dict(draft))
    return names, attrgetter(*names)
