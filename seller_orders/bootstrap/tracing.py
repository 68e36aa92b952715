"""Spans of requests and their steps, where they are asked for."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from seller_orders.adapters.inbound.http.observability.exchange import Exchange
from seller_orders.adapters.inbound.http.observability.request_observer import Surround
from seller_orders.application.steps import observing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def tracing(environment: Mapping[str, str]) -> Surround | None:
    """Return what surrounds a request with a span, None where no ``OTEL_*`` variable asks for it.

    Nothing of OpenTelemetry is loaded before one does.
    """
    if not _is_asked_for(environment):
        return None
    try:
        from seller_orders.adapters.inbound.http.observability.server_spans import server_span
        from seller_orders.adapters.outbound.otel.span_exporter import export_spans
        from seller_orders.adapters.outbound.otel.step_spans import step_span
    except ModuleNotFoundError:
        logging.getLogger("seller_orders").warning(
            "no spans are sent: that needs pip install seller-orders[otel]"
        )
        return None

    @contextmanager
    def traced(exchange: Exchange, environ: "WSGIEnvironment") -> Iterator[None]:
        with server_span(exchange, environ), observing(step_span):
            yield

    # As this process ends the last spans are sent, once the relay has put back what it holds.
    Finalize(None, export_spans(), exitpriority=-1)
    return traced


def _is_asked_for(environment: Mapping[str, str]) -> bool:
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER")
    if exporter:
        return exporter == "otlp"
    return any(
        environment.get(f"OTEL_EXPORTER_OTLP_{name}") for name in ("ENDPOINT", "TRACES_ENDPOINT")
    )
