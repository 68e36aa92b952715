"""Outbound adapters, which implement the ports; a folder for each technology."""
