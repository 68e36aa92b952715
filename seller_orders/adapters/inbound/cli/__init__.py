"""The command line (contract, section 6)."""
