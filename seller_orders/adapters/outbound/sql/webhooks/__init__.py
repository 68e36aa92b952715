"""Webhook endpoints and deliveries in SQL."""
