"""Rate limits, counted in Redis or in memory."""
