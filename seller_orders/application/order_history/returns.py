"""A return's units at one of its order's versions, restored from the timeline."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from attrs import field, frozen

from seller_orders.application.order_history.fulfillments import tracking_facts, trackings_of
from seller_orders.domain.order_return import Return
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class ReceivedInReturn:
    """Units of a line that one change received, in one condition.

    Missing ones have not ``arrived``.
    """

    id: str
    quantity: int
    condition: str
    arrived: bool


@frozen(kw_only=True)
class ReturnSnapshot:
    """A return right after one of its changes.

    Units are above 0, by line id. ``expected`` are those of the whole return, ``received`` those
    that the change received, and ``outstanding`` those that were not received yet. ``tracking`` is
    of the parcels that come back.
    """

    expected: Mapping[str, int] = field(hash=False)
    received: tuple[ReceivedInReturn, ...] = ()
    outstanding: Mapping[str, int] = field(factory=dict, hash=False)
    tracking: tuple[Tracking, ...] = ()

    @classmethod
    def at(cls, return_: Return, change: TimelineEntry, later: Sequence[TimelineEntry]) -> Self:
        """Return the return's units after a change; the ``later`` ones are taken back."""
        since, arrived = Counter[str](), frozenset(_arrived(return_))
        for each in _received_in(return_, later):
            since[each["id"]] += each["quantity"]
        outstanding = {
            item.id: item.quantity - sum(r.quantity for r in item.received) + since[item.id]
            for item in return_.items
        }
        return cls(
            expected={item.id: item.quantity for item in return_.items},
            received=tuple(
                ReceivedInReturn(
                    id=each["id"],
                    quantity=each["quantity"],
                    condition=each["condition"],
                    arrived=(each["id"], each["condition"]) in arrived,
                )
                for each in _received_in(return_, [change])
            ),
            outstanding={id: units for id, units in outstanding.items() if units > 0},
            tracking=return_.tracking,
        )

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Return the snapshot that ``facts`` has serialized."""
        return cls(
            expected=facts["expected"],
            received=tuple(ReceivedInReturn(**each) for each in facts["received"]),
            outstanding=facts["outstanding"],
            tracking=trackings_of(facts["tracking"]),
        )

    def facts(self) -> dict[str, Fact]:
        """Serialize the snapshot to JSON-compatible values."""
        received: list[Fact] = [
            {
                "id": each.id,
                "quantity": each.quantity,
                "condition": each.condition,
                "arrived": each.arrived,
            }
            for each in self.received
        ]
        return {
            "expected": dict(self.expected),
            "received": received,
            "outstanding": dict(self.outstanding),
            "tracking": [tracking_facts(each) for each in self.tracking],
        }


def _received_in(return_: Return, changes: Iterable[TimelineEntry]) -> Iterator[Any]:
    """Yield the units that changes received, as the timeline has them."""
    for each in changes:
        if each.type is ChangeType.RETURN_UPDATED and each.data.get("return_id") == return_.id:
            received: Any = each.data.get("items", [])
            yield from received


def _arrived(return_: Return) -> Iterator[tuple[str, str]]:
    """Yield line id and condition of the units that arrived."""
    for item in return_.items:
        yield from ((item.id, each.condition) for each in item.received if each.arrived)
