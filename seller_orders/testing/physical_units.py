"""Physical ledger of one line's units: where each thing is, and which claims are open.

A *thing* is one piece of goods. A *claim* is one unit that the customer ordered. The ledger moves
them one by one and counts them; it knows none of the domain's formulas. ``AssertionError`` means
that a move is impossible: the unit is not where the move says.

The order ships again what a courier lost. If nothing of it is at home, a spare thing comes from
elsewhere; a thing that comes back later replaces the spare one, so it is not the order's any more.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from attrs import Factory, define

Unit = TypeVar("Unit", "Thing", "Claim")


class Place(StrEnum):
    """Place of a thing."""

    HOME = "home"
    COURIER = "courier"
    CUSTOMER = "customer"
    LOST = "lost"
    STOCK = "given back"
    ASIDE = "set aside"
    RESOLD = "given back by a return"
    KEPT = "received by a return, and not for sale"
    ELSEWHERE = "elsewhere"


OUT = frozenset({Place.COURIER, Place.CUSTOMER, Place.LOST})
"""Places of things that were handed over and have not come back."""


CAME_BACK = frozenset({Place.RESOLD, Place.KEPT})
"""Places of things that customers sent back. Their parcel has been delivered nonetheless."""


@define
class Thing:
    """Piece of goods; ``parcel`` is the last fulfillment that it was in.

    ``in_return`` is the return that has it, under way or closed.
    """

    place: Place = Place.HOME
    parcel: str | None = None
    in_return: str | None = None


@define
class Claim:
    """Ordered unit: open, in a parcel, taken off, or credited by a refund.

    A claim whose parcel is gone is open again, unless a refund credits it: then it is spent.
    """

    parcel: str | None = None
    refund: str | None = None
    is_taken_off: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether the unit is still to be handed over."""
        return self.parcel is None and self.refund is None and not self.is_taken_off


@define
class PhysicalUnits:
    """Things and claims of one line. A line without shipping has claims alone.

    ``wanted`` counts taken-off units that are to go back to stock; ``answered`` counts the things
    that went back because units were taken off, or because their parcel came back.
    """

    things: list[Thing]
    claims: list[Claim]
    requires_shipping: bool
    spares: int = 0
    wanted: int = 0
    answered: int = 0
    parcels_out: set[str] = Factory(set)

    @classmethod
    def of_line(cls, quantity: int, *, requires_shipping: bool) -> "PhysicalUnits":
        """Return the units of a new line: all at home, all open."""
        things = [Thing() for _ in range(quantity if requires_shipping else 0)]
        claims = [Claim() for _ in range(quantity)]
        return cls(things, claims, requires_shipping)

    def at(self, *places: Place) -> int:
        """Return the number of things at some places."""
        return sum(thing.place in places for thing in self.things)

    @property
    def open_claims(self) -> list[Claim]:
        """Claims that are neither in a parcel nor done."""
        return [claim for claim in self.claims if claim.is_open]

    @property
    def needed(self) -> int:
        """Units that have to leave home yet: open ones, and those in parcels that wait."""
        waiting = [
            each for each in self.claims if each.parcel and each.parcel not in self.parcels_out
        ]
        return len(self.open_claims) + len(waiting) if self.requires_shipping else 0

    @property
    def spent(self) -> int:
        """Credited units whose parcel is gone."""
        if not self.requires_shipping:
            return 0
        return sum(claim.refund is not None and claim.parcel is None for claim in self.claims)

    def book(self, parcel: str, units: int) -> None:
        """Put open claims into a new parcel."""
        for claim in _first(self.open_claims, units):
            claim.parcel = parcel

    def resize(self, quantity: int) -> None:
        """Change the ordered units by an edit: open ones go, and the stock is told of nothing.

        Fewer units leave home, or come home from a courier as no longer the order's.
        """
        more = quantity - len(self.claims)
        open_claims = self.open_claims
        for claim in _first(open_claims, max(0, -more)):
            self.claims.remove(claim)
        self.claims += [Claim() for _ in range(more)]
        if not self.requires_shipping:
            return
        replaced = min(self.spares, max(0, more))
        self.spares -= replaced
        self.things += [Thing() for _ in range(more - replaced)]
        at_home = [thing for thing in self.things if thing.place is Place.HOME]
        leaving = min(len(at_home), max(0, -more))
        for thing in at_home[:leaving]:
            thing.place = Place.ELSEWHERE
        self.spares += max(0, -more) - leaving

    def hand_over(self, parcel: str) -> None:
        """Move a parcel's things from home to the courier; spare ones come from elsewhere."""
        self.parcels_out.add(parcel)
        units = sum(claim.parcel == parcel for claim in self.claims)
        at_home = [thing for thing in self.things if thing.place is Place.HOME]
        lacking = max(0, units - len(at_home))
        spares = [Thing() for _ in range(lacking)]
        self.things += spares
        self.spares += lacking
        for thing in _first([*at_home, *spares], units):
            thing.place, thing.parcel = Place.COURIER, parcel

    def move(self, parcel: str, place: Place) -> None:
        """Move a parcel's things that are out to another place."""
        for thing in self.things:
            if thing.parcel == parcel and thing.place in OUT:
                thing.place = place

    def come_back(self, parcel: str) -> None:
        """Return a parcel's things; they replace spare ones first."""
        self.parcels_out.discard(parcel)
        for thing in self.things:
            if thing.parcel == parcel and thing.place in OUT:
                thing.place = Place.ELSEWHERE if self.spares else Place.HOME
                self.spares -= self.spares > 0

    def end(self, parcel: str) -> None:
        """Take the claims out of a parcel that delivers nothing any more: none is in a return."""
        for claim in self.claims:
            if claim.parcel == parcel:
                claim.parcel = None
        assert not any(thing.parcel == parcel and thing.in_return for thing in self.things)

    def take_off(self, units: int) -> None:
        """Take open claims off the line."""
        for claim in _first(self.open_claims, units):
            claim.is_taken_off = True

    def credit(self, refund: str, units: int, parcels: Iterable[str]) -> dict[str | None, int]:
        """Credit units by a refund; return how many of each parcel, the oldest first.

        ``parcels`` are the line's parcels, the oldest first. Only units of parcels that were handed
        over count. The units of a line without shipping are in no parcel.
        """
        found = dict[str | None, int]()
        sources: list[str | None] = [each for each in parcels if each in self.parcels_out]
        for parcel in sources if self.requires_shipping else [None]:
            for claim in self.claims:
                is_free = claim.refund is None and not claim.is_taken_off
                if claim.parcel == parcel and is_free and sum(found.values()) < units:
                    claim.refund = refund
                    found[parcel] = found.get(parcel, 0) + 1
        assert sum(found.values()) == units, f"{units} credited, but {found} can be"
        return found

    def drop(self, refund: str) -> None:
        """Undo the credit of a refund that has failed; its spent units are open again."""
        for claim in self.claims:
            if claim.refund == refund:
                claim.refund = None

    def returnable(self, parcels: Iterable[str]) -> list[Thing]:
        """Return the things that a customer may return: in parcels, and in no return yet.

        ``parcels`` are those that were handed over and have not ended, in the sequence in which
        their things are returned.
        """
        return [
            thing
            for parcel in parcels
            for thing in self.things
            if thing.parcel == parcel and thing.place in OUT and thing.in_return is None
        ]

    def send_back(self, id: str, units: int, parcels: Iterable[str]) -> dict[str | None, int]:
        """Put things into a return; return how many of each parcel."""
        found = dict[str | None, int]()
        for thing in _first(self.returnable(parcels), units):
            thing.in_return = id
            found[thing.parcel] = found.get(thing.parcel, 0) + 1
        return found

    def receive(self, id: str, units: int, place: Place, parcels: Iterable[str]) -> None:
        """Move things of a return from the customer, those of the first parcels first."""
        sent = [
            thing
            for parcel in parcels
            for thing in self.things
            if (thing.parcel, thing.in_return) == (parcel, id) and thing.place in OUT
        ]
        for thing in _first(sent, units):
            thing.place = place

    def release(self, id: str) -> None:
        """End a return: what has not come back is the customer's again."""
        for thing in self.things:
            if thing.in_return == id and thing.place in OUT:
                thing.in_return = None

    def leave_home(self, units: int, place: Place, *, is_needed: bool) -> None:
        """Give things at home back to stock, or set them aside.

        None that the order needs may leave, unless the order is cancelled.
        """
        at_home = [thing for thing in self.things if thing.place is Place.HOME]
        assert units == 0 or not is_needed or units + self.needed <= len(at_home), (
            f"{units} leave home, where {len(at_home)} are and {self.needed} are needed"
        )
        for thing in _first(at_home, units):
            thing.place = place


def _first(found: Sequence[Unit], units: int) -> Sequence[Unit]:
    assert units <= len(found), f"{units} of {len(found)}"
    return found[:units]
