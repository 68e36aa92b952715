"""Lateness that a timeline has."""

from datetime import datetime

from seller_orders.domain.lazy_timeline import Timeline, facts_of_entries
from seller_orders.domain.timeline import ChangeType, time_fact


def is_lateness_recorded(timeline: Timeline, ship_by: datetime) -> bool:
    """Return whether a timeline has the lateness for a ``ship_by`` that the order has or had."""
    fact = time_fact(ship_by)
    # Only entries with the fact are built: a timeline may be long.
    return any(
        facts.get("ship_by") == fact and timeline[place].type is ChangeType.LATE
        for place, facts in enumerate(facts_of_entries(timeline))
    )
