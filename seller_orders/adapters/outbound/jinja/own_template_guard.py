"""Checks while a domain's own template is rendered: what it writes, and how much of it.

Lists may have thousands of items, so that writing one again and again would take gigabytes.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from attrs import fields, has
from jinja2 import Undefined
from jinja2.exceptions import SecurityError

MOST_WRITTEN: Final = 10_000_000
"""Most characters that the expressions of a template write."""

_LONGEST_TEXT: Final = 10_000
_TEXT_FILTERS: Final = frozenset(
    "capitalize e escape forceescape lower replace safe string striptags title trim truncate upper "
    "urlencode".split()
)

# None where constants of a template are computed as it is compiled.
_left: Final[ContextVar[list[int] | None]] = ContextVar("_left", default=None)


@contextmanager
def counting_what_is_written() -> Iterator[None]:
    """Let the templates that the block renders write ``MOST_WRITTEN`` characters together."""
    token = _left.set([MOST_WRITTEN])
    try:
        yield
    finally:
        _left.reset(token)


def written(value: Any) -> Any:
    """Return a value that is to be written. Raises SecurityError if it is none, or too much."""
    ensure_text(value)
    left = _left.get()
    if left is not None and isinstance(value, str):
        left[0] -= len(value)
        if left[0] < 0:
            raise SecurityError(f"it writes more than {MOST_WRITTEN:,} characters")
    return value


def guarded(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return filters of which those of texts take no lists, and no texts without bound."""
    of_texts = {name: _of_text(filters[name]) for name in _TEXT_FILTERS}
    return {**filters, **of_texts, "join": _of_texts(filters["join"])}


def longest_part(value: Any) -> int:
    """Return the length of the longest text or list in a template's context."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return max((len(value), *map(longest_part, value)))
    if has(type(value)):
        return max(longest_part(getattr(value, each.name)) for each in fields(type(value)))
    return 0


def ensure_text(value: Any) -> None:
    """Raise SecurityError for a list or an object, whose text may be long."""
    if not isinstance(value, str | int | float | Decimal | Undefined | None):
        raise SecurityError("only texts and numbers are written: write the items of a list")


def _ensure_short_text(value: Any) -> None:
    """Raise SecurityError for anything but a text or a number that filters take in no time."""
    ensure_text(value)
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise SecurityError(f"filters take texts of up to {_LONGEST_TEXT:,} characters")


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    # Some filters get the environment or the context first.
    position = int(hasattr(function, "jinja_pass_arg"))

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        _ensure_short_text(arguments[position])
        return function(*arguments, **named)

    return call


def _of_texts(join: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(join)
    def call(context: Any, values: Any, *arguments: Any, **named: Any) -> Any:
        is_of_attribute = len(arguments) > 1 or "attribute" in named
        if isinstance(values, list | tuple) and not is_of_attribute:
            for each in values:
                ensure_text(each)
        return join(context, values, *arguments, **named)

    return call
