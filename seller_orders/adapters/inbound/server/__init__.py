"""The server process: Granian, draining, stop signals, the parent watchdog and the JSON log."""
