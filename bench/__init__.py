"""Benchmarks of the operations, each next to hand-written SQL that does the same work."""
