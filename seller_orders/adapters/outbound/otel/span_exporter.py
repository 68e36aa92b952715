"""Sending spans to a collector, as the standard ``OTEL_*`` variables say."""

from collections.abc import Callable
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_NO_NAME: Final = "unknown_service"


def export_spans() -> Callable[[], None]:
    """Send the spans of this process by OTLP over HTTP. Return what sends the last ones."""
    provider = TracerProvider(resource=_resource())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown


def _resource() -> Resource:
    told = Resource.create()
    if str(told.attributes[SERVICE_NAME]).startswith(_NO_NAME):
        return told.merge(Resource({SERVICE_NAME: "seller-orders"}))
    return told
