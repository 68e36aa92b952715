"""The shipments that the simulated courier has been given, and how they fare."""

from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

Known: TypeAlias = dict[str, Any]
"""A JSON object."""

JOURNEY: Final[Sequence[Known]] = (
    {"status": "in_transit"},
    {"status": "out_for_delivery"},
    {
        "status": "out_for_delivery",
        "failed_attempt": {"reason": "Nobody at home", "number": 1},
    },
    {"status": "delivered"},
)
"""What becomes of a shipment, if nothing else is asked for."""

_ENDS: Final = frozenset({"delivered", "failed", "returned", "cancelled"})


@frozen(kw_only=True)
class Names:
    """How a shipment is named in an event: as its booking named it."""

    id: str
    domain_id: str
    order_id: str


@define(kw_only=True)
class SimulatedShipment:
    """A shipment; its AWB is made of its id, so that a courier who forgot it makes the same."""

    names: Names
    booked: Known
    status: str = "pending"
    bookings: int = 1
    awb: str = field(init=False)

    @awb.default
    def _awb_of_id(self) -> str:
        return f"SIM{int(sha256(self.names.id.encode()).hexdigest(), 16) % 10**10:010}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.status in _ENDS


class Shipments:
    """All of them, by id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: dict[str, SimulatedShipment] = {}

    def book(self, document: Known) -> tuple[SimulatedShipment, bool]:
        """Take a shipment; return it, and whether it is new. KeyError without its names."""
        names = Names(**{name: document[name] for name in ("id", "domain_id", "order_id")})
        with self._lock:
            known = self._all.get(names.id)
            if known is not None:
                known.bookings += 1
                return known, False
            made = SimulatedShipment(names=names, booked=document)
            self._all[names.id] = made
            return made, True

    def get(self, id: str) -> SimulatedShipment | None:
        """Return one."""
        return self._all.get(id)

    def cancel(self, shipment: SimulatedShipment) -> bool:
        """Cancel one that has not been picked up, and tell whether it is cancelled."""
        with self._lock:
            if shipment.status == "pending":
                shipment.status = "cancelled"
            return shipment.status == "cancelled"

    def move(self, shipment: SimulatedShipment, status: str) -> bool:
        """Let something become of one, unless it has ended."""
        with self._lock:
            if shipment.has_ended:
                return False
            shipment.status = status
            return True

    def of_awb(self, awb: str) -> SimulatedShipment | None:
        """Return the one with that number."""
        return next((each for each in self.all if each.awb == awb), None)

    @property
    def all(self) -> list[SimulatedShipment]:
        """Return every one, the oldest first."""
        return list(self._all.values())
