"""Where the log goes: to stderr, each line a JSON object, whoever writes it."""

import logging
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import msgspec
import structlog
from attrs import frozen
from structlog.processors import JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter, add_logger_name
from structlog.typing import EventDict, WrappedLogger

from seller_orders.adapters.inbound.http.observability.exchange import CURRENT
from seller_orders.adapters.inbound.server.traceback_redaction import without_words

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
        wrapper_class=_Lines,
        logger_factory=_Stderr,
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


@frozen
class _Stderr:
    """Writes a line in one piece: what several processes write to a pipe is not mixed up."""

    name: str = ""

    def write(self, line: bytes) -> None:
        """Write a line; a log that cannot be written is no reason to fail a request."""
        with suppress(OSError):
            os.write(_STDERR, line + b"\n")


class _Lines(structlog.BoundLoggerBase):
    """Makes a line in one go: through a chain of processors it takes twice as long."""

    def info(self, event: str, **fields: object) -> None:
        """Write a line."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write a line about what somebody may want to look at."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write a line about what went wrong; of ``exc_info`` as much as may be told."""
        self._write("error", event, without_words(None, "error", fields))

    def _write(self, level: str, event: str, fields: Mapping[str, object]) -> None:
        first = {
            "timestamp": datetime.now(UTC),
            "level": level,
            "logger": self._logger.name,
            "event": event,
        }
        self._logger.write(_encode(first | dict(fields)))


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
