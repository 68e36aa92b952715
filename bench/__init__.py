"""What the operations cost, each next to hand-written SQL that does the same work."""
