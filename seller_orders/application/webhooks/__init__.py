"""Webhook endpoints: attempts to deliver, their place in the event log, signing secrets."""
