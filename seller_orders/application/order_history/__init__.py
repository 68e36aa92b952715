"""An order at one of its earlier versions, restored from its timeline."""
