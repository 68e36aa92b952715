"""Documents of the installation's domains."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime

_DOMAIN_ID = about("Id of the domain.", "dom_pasta")


class DomainDocument(TypedDict):
    """A registered domain."""

    id: Annotated[str, _DOMAIN_ID]
    name: Annotated[str, about("Name of the merchant, for people.", "Pasta Palace")]
    created_at: Annotated[
        AwareDatetime, about("Time when the domain was registered.", "2026-11-26T11:00:00Z")
    ]
    updated_at: Annotated[AwareDatetime, about("Time of the last change.", "2026-11-26T11:00:00Z")]
    archived_at: Annotated[
        AwareDatetime | None, about("Time since which its keys are refused; null if open.", None)
    ]


class DomainPageDocument(TypedDict):
    """A page of the registered domains."""

    domains: Annotated[
        list[DomainDocument],
        about("Domains by their ids. While none is registered, every domain is open."),
    ]
    next_cursor: Annotated[
        str | None, about("Value of `cursor` for the next page; null on the last page.", None)
    ]


class MonthlyUsageDocument(TypedDict):
    """A domain's usage in a month."""

    month: Annotated[str, about("Month in UTC.", "2026-11")]
    orders: Annotated[int, about("Orders created in the month, archived ones included.", 830)]
    events: Annotated[
        int | None,
        about("Events of the month; null for a month before the first event.", 4150),
    ]


class UsageDocument(TypedDict):
    """A domain's usage by month."""

    domain_id: Annotated[str, _DOMAIN_ID]
    months: Annotated[list[MonthlyUsageDocument], about("Usage of each month, the oldest first.")]
