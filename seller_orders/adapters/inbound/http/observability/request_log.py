"""What is logged of requests: one line each, and one for every access that was refused."""

from typing import Any, Final

import structlog

from seller_orders.adapters.inbound.http.observability.exchange import Exchange

_REFUSED: Final = frozenset({401, 403})
_HEALTH: Final = frozenset({"healthz", "readyz"})


class RequestLog:
    """Writes lines the way that structlog has been told to by the time that this is made."""

    def __init__(self) -> None:
        self._requests = structlog.get_logger("seller_orders.http").bind()
        self._accesses = structlog.get_logger("seller_orders.access").bind()

    def write(self, exchange: Exchange) -> None:
        """Write the line of a request that has been answered.

        An access is refused where it is not known who asks (401), or they may not (403). A request
        beyond a limit (429) is let in later: it is in its own line alone.
        """
        if exchange.status in _REFUSED:
            self._accesses.warning(
                "access_refused", **_line(exchange, credential=exchange.credential)
            )
        if exchange.operation in _HEALTH:
            return
        line = _line(
            exchange, bytes=exchange.bytes_sent, duration_ms=round(exchange.duration_s * 1000, 3)
        )
        if exchange.status < 500:
            self._requests.info("request", **line)
        elif exchange.error is None:
            self._requests.warning("request", **line)
        else:
            self._requests.error("request", exc_info=exchange.error, **line)


def _line(exchange: Exchange, **more: object) -> dict[str, Any]:
    line = {
        "request_id": exchange.request_id,
        "trace_id": exchange.trace_id,
        "method": exchange.method,
        "operation": exchange.operation,
        "domain_id": exchange.domain_id,
        "order_id": exchange.order_id,
        "status": exchange.status,
        "code": exchange.code,
        "who": exchange.caller,
        **more,
    }
    return {name: value for name, value in line.items() if value is not None}
