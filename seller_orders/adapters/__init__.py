"""Adapters: inbound ones call the application, outbound ones implement its ports."""
