"""What reads orders: a query, its read model and its handler in each file."""
