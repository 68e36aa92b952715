"""Request body without fields."""

from seller_orders.adapters.shared.wire.json_codec import Document


class Nothing(Document):
    """An empty object."""
