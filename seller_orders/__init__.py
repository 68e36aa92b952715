"""Order and fulfillment operations for sellers: a pure core, use cases, and adapters."""
