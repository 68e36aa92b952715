"""Tracebacks for the log: exception types and frames, without messages.

The message of an exception may contain a customer's data: a database quotes the row that it
rejects, a conversion the text that it cannot parse.
"""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Final

from structlog.typing import EventDict, WrappedLogger

_FRAMES: Final = 20
_FACTS: Final = ("sqlstate", "sqlite_errorname", "errno")


def redact_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by ``exception``, a text without messages."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def describe(error: BaseException) -> str:
    """Return an exception and its causes, the last one first, each with its last frames."""
    return "\n".join(line for each in _chain(error) for line in _lines(each))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    kind = type(error)
    facts = [f"{name}={value}" for name in _FACTS if (value := getattr(error, name, None))]
    yield " ".join([f"{kind.__module__}.{kind.__qualname__}", *facts])
    yield from _frames(error.__traceback__)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in list(traceback.walk_tb(trace))[-_FRAMES:]:
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_name}"
