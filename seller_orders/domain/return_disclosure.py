"""Reasons and conditions of returns that notifications show to the customer.

Any other text is the shop's own and stays internal, as a return's note does.
"""

from typing import Final

CUSTOMER_RETURN_REASONS: Final = frozenset(
    {
        "unwanted",
        "defective",
        "damaged",
        "wrong_item",
        "not_as_described",
        "too_small",
        "too_large",
        "arrived_late",
    }
)
"""Reasons of a return that its customer may read; ``other`` says nothing."""

CUSTOMER_CONDITIONS: Final = frozenset({"resellable", "damaged", "wrong_item"})
"""Conditions of received units that their customer may read.

Missing units are listed apart.
"""
