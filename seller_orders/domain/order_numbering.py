"""Numbering of orders that come without a number."""

from typing import Final

from attrs import frozen

from seller_orders.domain.order_number_normalization import normalized_number

FIRST_NUMBER: Final = 1001
"""First number of a domain that sets no other."""


@frozen(kw_only=True)
class OrderNumbering:
    """Prefix of generated order numbers, and the least next number; None goes on counting.

    A domain counts on if its prefix changes, and its numbers never go back.

    >>> OrderNumbering(prefix="A-").number(1001)
    'A-1001'
    """

    prefix: str = ""
    next: int | None = None

    @property
    def first(self) -> int:
        """The first number of a domain that has none."""
        return FIRST_NUMBER if self.next is None else self.next

    def number(self, count: int) -> str:
        """Return the order number of a count, as it is compared with others."""
        return normalized_number(f"{self.prefix}{count}")
