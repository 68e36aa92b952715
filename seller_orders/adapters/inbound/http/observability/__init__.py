"""Request log, metrics, spans and timing."""
