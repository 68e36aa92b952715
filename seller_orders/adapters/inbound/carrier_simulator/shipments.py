"""Shipments of the simulated carrier and their status."""

from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

JsonObject: TypeAlias = dict[str, Any]
"""A decoded JSON object."""

JOURNEY: Final[Sequence[JsonObject]] = (
    {"status": "in_transit"},
    {"status": "out_for_delivery"},
    {
        "status": "out_for_delivery",
        "failed_attempt": {"reason": "Nobody at home", "number": 1},
    },
    {"status": "delivered"},
)
"""Default stages of a shipment."""

_FINAL_STATUSES: Final = frozenset({"delivered", "failed", "returned", "cancelled"})


@frozen(kw_only=True)
class ShipmentIds:
    """Ids of a shipment, from its booking; events repeat them."""

    id: str
    domain_id: str
    order_id: str


@define(kw_only=True)
class SimulatedShipment:
    """A booked shipment. The AWB derives from the id, so it is the same after a restart."""

    names: ShipmentIds
    booked: JsonObject
    status: str = "pending"
    bookings: int = 1
    awb: str = field(init=False)

    @awb.default
    def _awb_of_id(self) -> str:
        return f"SIM{int(sha256(self.names.id.encode()).hexdigest(), 16) % 10**10:010}"

    @property
    def has_ended(self) -> bool:
        """True if the status is final."""
        return self.status in _FINAL_STATUSES


class Shipments:
    """All shipments, by id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: dict[str, SimulatedShipment] = {}

    def book(self, document: JsonObject) -> tuple[SimulatedShipment, bool]:
        """Book a shipment; return it and whether it is new. Raises KeyError if an id is missing."""
        names = ShipmentIds(**{name: document[name] for name in ("id", "domain_id", "order_id")})
        with self._lock:
            known = self._all.get(names.id)
            if known is not None:
                known.bookings += 1
                return known, False
            made = SimulatedShipment(names=names, booked=document)
            self._all[names.id] = made
            return made, True

    def get(self, id: str) -> SimulatedShipment | None:
        """Return a shipment, or None if the id is unknown."""
        return self._all.get(id)

    def cancel(self, shipment: SimulatedShipment) -> bool:
        """Cancel a shipment that is not yet picked up; return whether it is cancelled."""
        with self._lock:
            if shipment.status == "pending":
                shipment.status = "cancelled"
            return shipment.status == "cancelled"

    def move(self, shipment: SimulatedShipment, status: str) -> bool:
        """Set the status of a shipment; return False if its status is final."""
        with self._lock:
            if shipment.has_ended:
                return False
            shipment.status = status
            return True

    def find_by_awb(self, awb: str) -> SimulatedShipment | None:
        """Return the shipment with this AWB, or None."""
        return next((each for each in self.all if each.awb == awb), None)

    @property
    def all(self) -> list[SimulatedShipment]:
        """All shipments, oldest first."""
        return list(self._all.values())
