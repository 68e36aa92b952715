"""Protection of the server: access, rate, concurrency and body limits, security headers."""
