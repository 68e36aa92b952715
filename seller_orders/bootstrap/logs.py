"""Where the log goes: to stderr, each line a JSON object, whoever writes it."""

import logging
import os
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import msgspec
import structlog
from structlog.processors import JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter, add_logger_name
from structlog.typing import EventDict, WrappedLogger

from seller_orders.adapters.inbound.http.exchange import CURRENT
from seller_orders.bootstrap.tracebacks import without_words

GRANIANS: Final[dict[str, Any]] = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {}}}
"""What Granian is told of logging: to leave it to whoever has set it up."""

_STDERR: Final = 2
_FIRST: Final = ("timestamp", "level", "logger", "event")

_encode: Final = msgspec.json.Encoder(enc_hook=repr).encode


def log_to_stderr() -> None:
    """Write what this process logs to stderr; what is told twice is done once.

    Request lines come straight from structlog, since a request has to wait for its line. What uses
    Python's own logging, the libraries too, is put in the same form.
    """
    structlog.configure(
        processors=[without_words, _line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_Stderr,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                ProcessorFormatter.remove_processors_meta,
                without_words,
                _in_order,
                JSONRenderer(),
            ],
            foreign_pre_chain=[
                add_log_level,
                add_logger_name,
                TimeStamper(fmt="iso", utc=True),
                _of_request,
            ],
        )
    )
    logging.getLogger().handlers[:] = [handler]
    for name in ("seller_orders", "_granian"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _crashed
    threading.excepthook = lambda crash: _crashed(
        crash.exc_type, crash.exc_value, crash.exc_traceback
    )


class _Stderr:
    """Writes a line in one piece: what several processes write to a pipe is not mixed up."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def info(self, line: bytes) -> None:
        """Write a line; a log that cannot be written is no reason to fail a request."""
        with suppress(OSError):
            os.write(_STDERR, line + b"\n")

    debug = warning = error = critical = info


def _line(logger: _Stderr, level: str, event: EventDict) -> bytes:
    first = {
        "timestamp": datetime.now(UTC),
        "level": level,
        "logger": logger.name,
        "event": event.pop("event"),
    }
    return _encode(first | dict(event))


def _in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: event.pop(name) for name in _FIRST} | dict(event)


def _of_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    exchange = CURRENT.get()
    if exchange is not None:
        event["request_id"] = exchange.request_id
    return event


def _crashed(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        failure = error.with_traceback(trace) if error else None
        logging.getLogger("seller_orders").critical("crashed", exc_info=failure or False)
