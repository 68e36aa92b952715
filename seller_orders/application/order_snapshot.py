"""Snapshots of an order's figures at one of its versions, for notifications."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import field, frozen

from seller_orders.application.past_fulfillments import past_tracking, tracking_of
from seller_orders.application.past_version import PastVersion, units_by_line
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Fact
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class OrderSnapshot:
    """An order's figures right after one of its changes, without personal data.

    Units are above 0, by line id. ``ordered`` has no cancelled units. ``shipped`` and ``tracking``
    belong to the change's fulfillment and are None if there is none; ``tracking`` is also None if a
    carrier supplies it. ``cancelled`` are the units that the change took off the lines, None if it
    took none off. ``refund`` is the amount of the change's refund, None if there is none, and
    ``credited`` are the units that this refund names. Amounts are in the order's currency;
    ``included_tax`` is the tax that the total contains because the prices include it, 0 once units
    are cancelled.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    >>> shipped = orders.create_fulfillment(ship).unwrap().order
    >>> now = OrderSnapshot.at(shipped, version=2)
    >>> now.ordered, now.shipped, now.remaining
    ({'line_1': 2}, {'line_1': 1}, {'line_1': 1})
    """

    ordered: Mapping[str, int] = field(hash=False)
    shipped: Mapping[str, int] | None = field(default=None, hash=False)
    remaining: Mapping[str, int] = field(hash=False)
    cancelled: Mapping[str, int] | None = field(default=None, hash=False)
    credited: Mapping[str, int] = field(factory=dict, hash=False)
    tracking: Tracking | None = None
    total: Decimal
    included_tax: Decimal = Decimal(0)
    captured: Decimal
    refunded: Decimal
    refund: Decimal | None = None

    @classmethod
    def at(cls, order: Order, version: int) -> Self:
        """Return the figures right after the change that made a version."""
        then = PastVersion(order, version)
        parcel, refund = then.fulfillment, then.refund
        has_carrier = parcel is not None and parcel.shipment.provider_id is not None
        return cls(
            ordered=then.ordered,
            shipped=None if parcel is None else dict(units_by_line(parcel.shipment.items)),
            remaining=then.remaining,
            cancelled=then.cancelled,
            credited={} if refund is None else dict(units_by_line(refund.items)),
            tracking=None if parcel is None or has_carrier else past_tracking(parcel, then.later),
            total=then.total,
            included_tax=then.included_tax,
            captured=order.payment.captured.amount,
            refunded=then.refunded,
            refund=refund.amount.amount if refund is not None and refund.amount else None,
        )

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Return the snapshot that ``facts`` has serialized.

        Earlier releases write fewer facts.
        """
        refund = facts.get("refund")
        return cls(
            ordered=facts["ordered"],
            shipped=facts["shipped"],
            remaining=facts["remaining"],
            cancelled=facts.get("cancelled"),
            credited=facts.get("credited", {}),
            tracking=tracking_of(facts["tracking"]),
            total=Decimal(str(facts["total"])),
            included_tax=Decimal(str(facts.get("included_tax", 0))),
            captured=Decimal(str(facts["captured"])),
            refunded=Decimal(str(facts["refunded"])),
            refund=None if refund is None else Decimal(str(refund)),
        )

    def facts(self) -> dict[str, Fact]:
        """Serialize the snapshot to JSON-compatible values."""
        tracking: dict[str, Fact] | None = None
        if self.tracking is not None:
            tracking = {"awb": self.tracking.awb, "tracking_url": self.tracking.url}
        return {
            "ordered": dict(self.ordered),
            "shipped": None if self.shipped is None else dict(self.shipped),
            "remaining": dict(self.remaining),
            "cancelled": None if self.cancelled is None else dict(self.cancelled),
            "credited": dict(self.credited),
            "tracking": tracking,
            "total": self.total,
            "included_tax": self.included_tax,
            "captured": self.captured,
            "refunded": self.refunded,
            "refund": self.refund,
        }
