"""The ``OTEL_*`` variables that turn tracing on."""

from collections.abc import Mapping


def is_tracing_enabled(environment: Mapping[str, str]) -> bool:
    """Return whether an OTLP exporter is named or an OTLP endpoint is given."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER")
    if exporter:
        return exporter == "otlp"
    return any(
        environment.get(f"OTEL_EXPORTER_OTLP_{name}") for name in ("ENDPOINT", "TRACES_ENDPOINT")
    )
