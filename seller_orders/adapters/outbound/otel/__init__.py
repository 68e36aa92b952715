"""Spans, as OpenTelemetry has them."""
