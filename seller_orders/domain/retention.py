"""Retention of personal data: how long contact data of closed orders are kept."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from seller_orders.domain.refusals import FieldProblem

LEAST_DAYS: Final = 30
MOST_DAYS: Final = 3_650


@frozen(kw_only=True)
class Retention:
    """Contact data of an order are erased this many days after its last change, once closed."""

    erase_contacts_after_days: int


def problems_of_retention(retention: Retention) -> Iterator[FieldProblem]:
    """Return what is wrong with a retention that a domain sets."""
    if not LEAST_DAYS <= retention.erase_contacts_after_days <= MOST_DAYS:
        detail = f"It must be a number of days from {LEAST_DAYS} to {MOST_DAYS:,}."
        yield FieldProblem("out_of_range", detail, ("erase_contacts_after_days",))
