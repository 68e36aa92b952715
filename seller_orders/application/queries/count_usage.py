"""Count a domain's orders and events by month."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.domains import MonthlyUsage
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_usage import DomainUsage
from seller_orders.application.ports.domains import DomainDirectory
from seller_orders.domain.refusals import (
    DomainNotFound,
    FieldProblem,
    InvalidFields,
    Refusal,
)

MAX_MONTHS: Final = 24
_DEFAULT_MONTHS: Final = 12


@frozen(kw_only=True)
class CountUsage:
    """Count a domain's orders and events from one month to another, both included.

    A month is its first day. The default is the last twelve months, the present one included.

    Refusals: domain_not_found, invalid_fields.

    >>> orders.domains.usage(CountUsage(id="dom_9")).failure().code
    'domain_not_found'
    """

    id: str
    first: date | None = None
    last: date | None = None


@frozen(kw_only=True)
class CountUsageHandler:
    """Counts the usage of registered domains."""

    directory: DomainDirectory
    usage: DomainUsage
    clock: Clock

    def __call__(self, query: CountUsage) -> Result[Sequence[MonthlyUsage], Refusal]:
        """Return the usage of each month, the oldest first."""
        if self.directory.find(query.id) is None:
            return Failure(DomainNotFound(query.id))
        last = query.last or self.clock.now().date().replace(day=1)
        first = query.first or _months_before(last, _DEFAULT_MONTHS - 1)
        months = list(_months(first, last))
        if not 1 <= len(months) <= MAX_MONTHS:
            detail = (
                f"It must be a month from 1 to {MAX_MONTHS} months before the end of the range."
            )
            return Failure(InvalidFields((FieldProblem("out_of_range", detail, ("from",)),)))
        return Success(self.usage.of_months(query.id, months))


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(_number(first), min(_number(last), _number(first) + MAX_MONTHS) + 1):
        yield _month(number)


def _months_before(month: date, count: int) -> date:
    return _month(max(_number(month) - count, _number(date.min)))


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
