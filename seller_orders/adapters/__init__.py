"""What connects the application to the world: inbound it is called, outbound it calls."""
