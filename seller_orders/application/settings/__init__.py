"""Settings of domains: how they are read, checked, changed and shown."""
