"""Rate limits, counted by the limits library in Redis or in memory."""
