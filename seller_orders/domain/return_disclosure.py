"""Reasons and conditions of returns that notifications show to the customer.

Any other text is the shop's own and stays internal, as a return's note does.
"""

from typing import Final

from seller_orders.domain.return_rules import RETURN_CONDITIONS, RETURN_REASONS

CUSTOMER_RETURN_REASONS: Final = frozenset(RETURN_REASONS) - {"other"}
"""Reasons of a return that its customer may read; ``other`` says nothing."""

CUSTOMER_CONDITIONS: Final = frozenset(
    name for name, condition in RETURN_CONDITIONS.items() if condition.arrives
)
"""Conditions of received units that their customer may read.

Missing units are listed apart.
"""
