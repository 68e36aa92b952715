"""A span a request, as OpenTelemetry's conventions for HTTP have it.

A raw path can hold anything, and so is not told: ``http.route`` is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from seller_orders.adapters.inbound.http.observability.exchange import Exchange
from seller_orders.adapters.shared.request_context import add

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_tracer: Final = trace.get_tracer("seller_orders")
_propagator: Final = TraceContextTextMapPropagator()


@contextmanager
def server_span(exchange: Exchange, environ: "WSGIEnvironment") -> Iterator[None]:
    """Surround a request with a span, in the trace that it belongs to or in one of its own."""
    headers = {
        name: environ[key]
        for name in ("traceparent", "tracestate")
        if (key := f"HTTP_{name.upper()}") in environ
    }
    with _tracer.start_as_current_span(
        exchange.method,
        context=_propagator.extract(headers if exchange.trace_id else {}),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        exchange.trace_id = format_trace_id(span.get_span_context().trace_id)
        goes_on = dict[str, str]()
        _propagator.inject(goes_on)
        add(goes_on)
        try:
            yield
        finally:
            _describe(span, exchange, environ["wsgi.url_scheme"])


def _describe(span: Span, exchange: Exchange, scheme: str) -> None:
    is_known = exchange.method != "other"
    span.set_attributes(
        {
            "http.request.method": exchange.method if is_known else "_OTHER",
            "http.response.status_code": exchange.status,
            "url.scheme": scheme,
        }
    )
    name = exchange.method if is_known else "HTTP"
    if exchange.route is not None:
        name = f"{name} {exchange.route}"
        span.set_attribute("http.route", exchange.route)
    span.update_name(name)
    if exchange.status >= 500:
        span.set_status(StatusCode.ERROR)
        kind = exchange.code or str(exchange.status)
        span.set_attribute(
            "error.type", kind if exchange.error is None else type(exchange.error).__qualname__
        )
