"""The application's ports over the core's routes, for an orchestrator that runs apart from it."""
