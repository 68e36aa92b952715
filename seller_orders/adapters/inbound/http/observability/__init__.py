"""Log, metrics, spans and timing of requests."""
