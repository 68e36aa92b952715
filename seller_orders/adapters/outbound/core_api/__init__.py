"""The application's ports over the core's internal API."""
