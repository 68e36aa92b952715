"""Span exporter, configured by the standard ``OTEL_*`` environment variables."""

from collections.abc import Callable
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_NO_NAME: Final = "unknown_service"


def export_spans() -> Callable[[], None]:
    """Export this process's spans by OTLP over HTTP. Return the function that flushes them."""
    provider = TracerProvider(resource=_resource())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown


def _resource() -> Resource:
    configured = Resource.create()
    if str(configured.attributes[SERVICE_NAME]).startswith(_NO_NAME):
        return configured.merge(Resource({SERVICE_NAME: "seller-orders"}))
    return configured
