"""Use cases: each reads as its steps, and calls ports for everything outside."""
