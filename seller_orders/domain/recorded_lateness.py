"""Lateness that a timeline has."""

from datetime import datetime

from seller_orders.domain.lazy_timeline import Timeline, facts_of_entries, types_of_entries
from seller_orders.domain.timeline import ChangeType, time_fact


def is_lateness_recorded(timeline: Timeline, ship_by: datetime) -> bool:
    """Return whether a timeline has the lateness for a ``ship_by`` that the order has or had."""
    fact = time_fact(ship_by)
    # No entry is built: a timeline may be long.
    entries = zip(types_of_entries(timeline), facts_of_entries(timeline), strict=True)
    return any(type == ChangeType.LATE and facts.get("ship_by") == fact for type, facts in entries)
