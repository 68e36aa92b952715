"""Snapshots of an order's figures at one of its versions, for notifications."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import field, frozen

from seller_orders.application.order_history.fulfillments import (
    past_more_tracking,
    past_tracking,
    tracking_facts,
    tracking_of,
    trackings_of,
)
from seller_orders.application.order_history.returns import ReturnSnapshot
from seller_orders.application.order_history.version import PastVersion, units_by_line
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType, Fact
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class OrderSnapshot:
    """An order's figures right after one of its changes, without personal data.

    Units are above 0, by line id. ``ordered`` has no cancelled units.
    ``shipped`` and ``tracking`` belong to the change's fulfillment and are None if there is none;
    ``tracking`` is also None if a carrier supplies it. ``more_tracking`` has the numbers beyond the
    first. ``under_way`` are units of the other fulfillments that were not delivered. ``cancelled``
    are the units that the change took off the lines, None if it took none off. ``refund`` is the
    amount of the change's refund, None if there is none, and ``credited`` are the units that this
    refund names. ``returned`` is the change's return, None if there is none. ``status`` is the
    order's, None in snapshots of earlier releases. Amounts are in the order's currency;
    ``included_tax`` is the tax that the total contains because the prices include it, 0 once units
    are cancelled.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    >>> shipped = orders.create_fulfillment(ship).unwrap().order
    >>> now = OrderSnapshot.at(shipped, version=2)
    >>> now.ordered, now.shipped, now.remaining
    ({'line_1': 2}, {'line_1': 1}, {'line_1': 1})
    """

    status: str | None = None
    ordered: Mapping[str, int] = field(hash=False)
    shipped: Mapping[str, int] | None = field(default=None, hash=False)
    remaining: Mapping[str, int] = field(hash=False)
    under_way: Mapping[str, int] = field(factory=dict, hash=False)
    cancelled: Mapping[str, int] | None = field(default=None, hash=False)
    credited: Mapping[str, int] = field(factory=dict, hash=False)
    returned: ReturnSnapshot | None = None
    tracking: Tracking | None = None
    more_tracking: tuple[Tracking, ...] = ()
    total: Decimal
    included_tax: Decimal = Decimal(0)
    captured: Decimal
    refunded: Decimal
    refund: Decimal | None = None

    @classmethod
    def at(cls, order: Order, version: int) -> Self:
        """Return the figures right after the change that made a version."""
        then = PastVersion(order, version)
        parcel, refund, return_ = then.fulfillment, then.refund, then.return_
        return cls(
            status=then.status,
            ordered=then.ordered,
            shipped=None if parcel is None else dict(units_by_line(parcel.shipment.items)),
            remaining=then.remaining,
            under_way=then.under_way,
            cancelled=then.cancelled,
            credited={} if refund is None else dict(units_by_line(refund.items)),
            returned=(
                ReturnSnapshot.at(return_, then.change, then.later)
                if return_ is not None and then.change is not None
                else None
            ),
            total=then.total,
            included_tax=then.included_tax,
            captured=order.payment.captured.amount,
            refunded=then.refunded,
            refund=refund.amount.amount if refund is not None and refund.amount else None,
            **_tracking(then),
        )

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Return the snapshot that ``facts`` has serialized.

        Earlier releases write fewer facts.
        """
        refund, returned = facts.get("refund"), facts.get("returned")
        return cls(
            status=facts.get("status"),
            ordered=facts["ordered"],
            shipped=facts["shipped"],
            remaining=facts["remaining"],
            under_way=facts.get("under_way", {}),
            cancelled=facts.get("cancelled"),
            credited=facts.get("credited", {}),
            returned=None if returned is None else ReturnSnapshot.of(returned),
            tracking=tracking_of(facts["tracking"]),
            more_tracking=trackings_of(facts.get("more_tracking", ())),
            total=Decimal(str(facts["total"])),
            included_tax=Decimal(str(facts.get("included_tax", 0))),
            captured=Decimal(str(facts["captured"])),
            refunded=Decimal(str(facts["refunded"])),
            refund=None if refund is None else Decimal(str(refund)),
        )

    def facts(self) -> dict[str, Fact]:
        """Serialize the snapshot to JSON-compatible values."""
        return {
            "status": self.status,
            "ordered": dict(self.ordered),
            "shipped": None if self.shipped is None else dict(self.shipped),
            "remaining": dict(self.remaining),
            "under_way": dict(self.under_way),
            "cancelled": None if self.cancelled is None else dict(self.cancelled),
            "credited": dict(self.credited),
            "returned": None if self.returned is None else self.returned.facts(),
            "tracking": None if self.tracking is None else tracking_facts(self.tracking),
            "more_tracking": [tracking_facts(each) for each in self.more_tracking],
            "total": self.total,
            "included_tax": self.included_tax,
            "captured": self.captured,
            "refunded": self.refunded,
            "refund": self.refund,
        }


def _tracking(then: PastVersion) -> dict[str, Any]:
    """Return the tracking of the change's fulfillment, unless its carrier is to supply it."""
    parcel, change = then.fulfillment, then.change
    if parcel is None or change is None:
        return {}
    is_new = change.type is ChangeType.FULFILLMENT_CREATED
    if is_new and parcel.shipment.provider_id is not None:
        return {}
    return {
        "tracking": past_tracking(parcel, then.later),
        "more_tracking": past_more_tracking(parcel, then.later),
    }
