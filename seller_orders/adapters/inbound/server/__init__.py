"""The server process: draining, the parent watchdog and the JSON log."""
