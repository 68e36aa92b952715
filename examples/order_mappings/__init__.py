"""Mappings of other systems' orders to the order document that ``seller-orders import`` reads."""
