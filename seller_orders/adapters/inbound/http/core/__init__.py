"""The core's routes, for the layers before it and for services that take their place."""
