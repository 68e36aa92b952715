"""Assertions about the changes of an order."""

from typing import Any

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.testing.sample_order import LATER


def assert_one_change(
    before: Order,
    after: Order,
    type: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Assert one new version with exactly this timeline entry of ``sample_order.change()``."""
    entry = TimelineEntry(
        id="evt_2",
        type=ChangeType(type),
        at=LATER,
        by="key:1",
        version=before.version + 1,
        from_=from_,
        to=to,
        note=None,
        notified=("email",),
        data=data or {},
    )

    assert after.version == before.version + 1
    assert after.timeline == (*before.timeline, entry)
    assert after.updated_at == LATER
    assert after.created_at == before.created_at
