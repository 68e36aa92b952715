"""What Prometheus scrapes, on an address of its own."""
