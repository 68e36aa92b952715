"""Parts that inbound and outbound adapters share."""
