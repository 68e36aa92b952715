"""Numbering of orders that come without a number."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.values import is_foreign_identifier

MAX_PREFIX: Final = 20
MAX_NEXT: Final = 10**12

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


def problems_of_numbering(numbering: OrderNumbering) -> Iterator[FieldProblem]:
    """Return what is wrong with a numbering that a domain sets."""
    if len(numbering.prefix) > MAX_PREFIX:
        detail = f"It must have at most {MAX_PREFIX} characters."
        yield FieldProblem("out_of_range", detail, ("prefix",))
    number = f"{numbering.prefix}1"
    if not is_foreign_identifier(number) or normalized_number(number) != number:
        detail = (
            "It must be text as an order number has it: composed characters (NFC), without control "
            "characters and without a space in front."
        )
        yield FieldProblem("bad_characters", detail, ("prefix",))
    if numbering.next is not None and not 1 <= numbering.next <= MAX_NEXT:
        detail = f"It must be a number from 1 to {MAX_NEXT:,}."
        yield FieldProblem("out_of_range", detail, ("next",))
