"""Spans of requests and their steps, if the ``OTEL_*`` variables enable tracing."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seller_orders.adapters.inbound.http.observability.request_observer import RequestSpan
from seller_orders.adapters.inbound.http.observability.request_record import RequestRecord
from seller_orders.adapters.inbound.server.process_lifecycle import run_at_exit
from seller_orders.adapters.outbound.otel.activation import is_tracing_enabled
from seller_orders.application.step_observers import observing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def tracing(environment: Mapping[str, str]) -> RequestSpan | None:
    """Return a context manager that opens a request's span, None if tracing is not enabled.

    OpenTelemetry is imported only if it is.
    """
    if not is_tracing_enabled(environment):
        return None
    try:
        from seller_orders.adapters.inbound.http.observability.server_spans import server_span
        from seller_orders.adapters.outbound.otel.span_exporter import export_spans
        from seller_orders.adapters.outbound.otel.step_spans import step_span
    except ModuleNotFoundError:
        logging.getLogger("seller_orders").warning(
            "no spans are sent: run pip install seller-orders[otel]"
        )
        return None

    @contextmanager
    def request_span(exchange: RequestRecord, environ: "WSGIEnvironment") -> Iterator[None]:
        with server_span(exchange, environ), observing(step_span):
            yield

    # The relay stops first, at priority 0, so that its last spans are sent, too.
    run_at_exit(export_spans(), priority=-1)
    return request_span
