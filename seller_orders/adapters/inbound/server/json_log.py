"""The log of a process: JSON lines on stderr, also from libraries."""

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

from seller_orders.adapters.inbound.http.observability.request_record import CURRENT_RECORD
from seller_orders.adapters.inbound.server.traceback_redaction import redact_exception

GRANIAN_LOG_CONFIG: Final[dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {}},
}
"""Log configuration that keeps Granian from adding handlers of its own."""

_STDERR: Final = 2
_FIRST_FIELDS: Final = ("timestamp", "level", "logger", "event")

_encode: Final = msgspec.json.Encoder(enc_hook=repr).encode


def log_to_stderr() -> None:
    """Send this process's log to stderr; a second call changes nothing.

    Request lines come from structlog directly, because each request waits for its line. Lines of
    Python's ``logging``, also those of libraries, get the same format.
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
                redact_exception,
                _sort_fields,
                JSONRenderer(),
            ],
            foreign_pre_chain=[
                add_log_level,
                add_logger_name,
                TimeStamper(fmt="iso", utc=True),
                _add_request_id,
            ],
        )
    )
    logging.getLogger().handlers[:] = [handler]
    for name in ("seller_orders", "_granian"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(
        crash.exc_type, crash.exc_value, crash.exc_traceback
    )


@frozen
class _Stderr:
    """Logger that writes a line in one system call, so that lines of processes are not mixed."""

    name: str = ""

    def write(self, line: bytes) -> None:
        """Write a line; ignore errors, so that a full disk does not fail requests."""
        with suppress(OSError):
            os.write(_STDERR, line + b"\n")


class _Lines(structlog.BoundLoggerBase):
    """Logger that builds a line itself; a chain of processors takes twice as long."""

    def info(self, event: str, **fields: object) -> None:
        """Write a line."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write a line about a problem that may need attention."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write a line about a failure; ``exc_info`` is logged without its message."""
        self._write("error", event, redact_exception(None, "error", fields))

    def _write(self, level: str, event: str, fields: Mapping[str, object]) -> None:
        first = {
            "timestamp": datetime.now(UTC),
            "level": level,
            "logger": self._logger.name,
            "event": event,
        }
        self._logger.write(_encode(first | dict(fields)))


def _sort_fields(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: event.pop(name) for name in _FIRST_FIELDS} | dict(event)


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    exchange = CURRENT_RECORD.get()
    if exchange is not None:
        event["request_id"] = exchange.request_id
    return event


def _log_crash(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        failure = error.with_traceback(trace) if error else None
        logging.getLogger("seller_orders").critical("crashed", exc_info=failure or False)
