"""The domains of an installation."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen


@frozen(kw_only=True)
class Domain:
    """A registered domain: one merchant's world.

    The keys of a domain are refused from ``archived_at`` on, until it is restored.
    """

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


class DomainState(StrEnum):
    """Access to a domain.

    While no domain is registered, every domain is open. Afterwards one that is not registered is
    unknown.
    """

    OPEN = "open"
    ARCHIVED = "archived"
    UNKNOWN = "unknown"


@frozen
class MonthlyUsage:
    """Orders created in a month (UTC), and events of that month.

    ``month`` is written 2026-11. ``events`` is None if the month ended before the domain's first
    event.
    """

    month: str
    orders: int
    events: int | None
