"""Events: their payload, the consumers of their log, and the search for new ones."""
