"""Message handlers: the delivery of outbox messages, a file a channel."""
