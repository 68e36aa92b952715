"""Response bodies of the operations, apart from the order itself (contract, section 3)."""
