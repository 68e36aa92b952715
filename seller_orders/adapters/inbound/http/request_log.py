"""What is logged of requests: one line each, and one for every access that was refused."""

from collections.abc import Mapping
from typing import Final

import structlog

from seller_orders.adapters.inbound.http.exchange import Exchange

_requests: Final = structlog.get_logger("seller_orders.http")
_accesses: Final = structlog.get_logger("seller_orders.access")

_REFUSED: Final = frozenset({401, 403})
_HEALTH: Final = frozenset({"healthz", "readyz"})


def log_request(exchange: Exchange) -> None:
    """Write the line of a request that has been answered.

    An access is refused where it is not known who asks (401), or they may not (403). A request
    beyond a limit (429) is let in later: it is in its own line alone.
    """
    if exchange.status in _REFUSED:
        _accesses.warning("access_refused", **_line(exchange, credential=exchange.credential))
    line = _line(
        exchange, bytes=exchange.bytes_sent, duration_ms=round(exchange.duration_s * 1000, 3)
    )
    if exchange.operation in _HEALTH:
        _requests.debug("request", **line)
    elif exchange.status < 500:
        _requests.info("request", **line)
    elif exchange.error is None:
        _requests.warning("request", **line)
    else:
        _requests.error("request", exc_info=exchange.error, **line)


def _line(exchange: Exchange, **more: object) -> Mapping[str, object]:
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
