"""Request log: a line for each request and one for each refused access."""

from typing import Any, Final

import structlog

from seller_orders.adapters.inbound.http.observability.request_record import RequestRecord

_REFUSED: Final = frozenset({401, 403})
_HEALTH: Final = frozenset({"healthz", "readyz"})


class RequestLog:
    """Writes log lines. Configure structlog before creating it."""

    def __init__(self) -> None:
        self._requests = structlog.get_logger("seller_orders.http").bind()
        self._accesses = structlog.get_logger("seller_orders.access").bind()

    def write(self, record: RequestRecord) -> None:
        """Write the line of a finished request, and an access line for status 401 and 403.

        A rate-limited request (429) is no refused access.
        """
        if record.status in _REFUSED:
            self._accesses.warning("access_refused", **_line(record, credential=record.credential))
        if record.operation in _HEALTH:
            return
        line = _line(
            record, bytes=record.bytes_sent, duration_ms=round(record.duration_s * 1000, 3)
        )
        if record.status < 500:
            self._requests.info("request", **line)
        elif record.error is None:
            self._requests.warning("request", **line)
        else:
            self._requests.error("request", exc_info=record.error, **line)


def _line(record: RequestRecord, **more: object) -> dict[str, Any]:
    line = {
        "request_id": record.request_id,
        "trace_id": record.trace_id,
        "method": record.method,
        "operation": record.operation,
        "domain_id": record.domain_id,
        "order_id": record.order_id,
        "status": record.status,
        "code": record.code,
        "who": record.caller,
        **more,
    }
    return {name: value for name, value in line.items() if value is not None}
