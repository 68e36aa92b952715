"""The JSON that callers write and read, whichever way it comes in."""
