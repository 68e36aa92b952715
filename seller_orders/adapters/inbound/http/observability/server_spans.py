"""A server span for each request, after OpenTelemetry's semantic conventions for HTTP.

The span has ``http.route`` and no raw path, which could hold personal data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from seller_orders.adapters.inbound.http.observability.request_record import RequestRecord
from seller_orders.adapters.shared.request_context import add

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_tracer: Final = trace.get_tracer("seller_orders")
_propagator: Final = TraceContextTextMapPropagator()


@contextmanager
def server_span(record: RequestRecord, environ: "WSGIEnvironment") -> Iterator[None]:
    """Run a request in a server span, in the caller's trace or in a new one."""
    headers = {
        name: environ[key]
        for name in ("traceparent", "tracestate")
        if (key := f"HTTP_{name.upper()}") in environ
    }
    with _tracer.start_as_current_span(
        record.method,
        context=_propagator.extract(headers if record.trace_id else {}),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        record.trace_id = format_trace_id(span.get_span_context().trace_id)
        trace_headers = dict[str, str]()
        _propagator.inject(trace_headers)
        add(trace_headers)
        try:
            yield
        finally:
            _describe(span, record, environ["wsgi.url_scheme"])


def _describe(span: Span, record: RequestRecord, scheme: str) -> None:
    is_known = record.method != "other"
    span.set_attributes(
        {
            "http.request.method": record.method if is_known else "_OTHER",
            "http.response.status_code": record.status,
            "url.scheme": scheme,
        }
    )
    name = record.method if is_known else "HTTP"
    if record.route is not None:
        name = f"{name} {record.route}"
        span.set_attribute("http.route", record.route)
    span.update_name(name)
    if record.status >= 500:
        span.set_status(StatusCode.ERROR)
        kind = record.code or str(record.status)
        span.set_attribute(
            "error.type", kind if record.error is None else type(record.error).__qualname__
        )
