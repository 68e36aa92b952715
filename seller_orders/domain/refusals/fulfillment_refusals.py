"""Refusals of fulfillments and their changes."""

from typing import Self

from attrs import frozen

from seller_orders.domain.refusals.refusal import FieldProblem, InvalidFields, Refusal


class UnknownProvider(InvalidFields):
    """No carrier with this provider_id is connected."""

    __slots__ = ()
    code = "unknown_provider"

    @classmethod
    def named(cls, provider_id: str) -> Self:
        """Refuse one provider_id."""
        detail = f"No carrier {provider_id!r} is connected; null means self-delivery."
        return cls((FieldProblem(cls.code, detail, ("provider_id",)),))


class QuantityExceedsRemaining(InvalidFields):
    """The request names more units than remain.

    Facts of each problem: id, ordered, fulfilled, remaining, requested.
    """

    __slots__ = ()
    code = "quantity_exceeds_remaining"


@frozen
class FulfillmentNotFound(Refusal):
    """The order has no such fulfillment."""

    code = "fulfillment_not_found"
    template = "The order has no fulfillment {fulfillment_id}."
    fulfillment_id: str


@frozen
class FulfillmentIsFinal(Refusal):
    """The fulfillment has ended: delivered, failed, returned or cancelled."""

    code = "fulfillment_is_final"
    template = (
        "Fulfillment {fulfillment_id} is {status}, which is final except for {accepted}{remedy}."
    )
    fulfillment_id: str
    status: str
    can_return: bool = False

    @property
    def accepted(self) -> tuple[str, ...]:
        """Changes that are still possible."""
        correction = ("a correction of its tracking",)
        return ("the status returned", *correction) if self.can_return else correction

    @property
    def remedy(self) -> str:
        """Request for units that the customer has; empty if the fulfillment was not delivered."""
        if self.status != "delivered":
            return ""
        return ": create a return for units that the customer sends back"


@frozen
class HasNoCarrier(Refusal):
    """No connected carrier can be asked for the fulfillment's status."""

    code = "has_no_carrier"
    template = "Fulfillment {fulfillment_id} has no connected carrier: update its status by hand."
    fulfillment_id: str


class NothingToFulfill(Refusal):
    """Every unit that requires shipping is on hold or in an active fulfillment."""

    __slots__ = ()
    code = "nothing_to_fulfill"
    template = (
        "No unit is left that requires shipping and is not on hold: "
        "release its hold, or cancel a pending fulfillment to free its units."
    )


@frozen
class OrderIsRefunded(Refusal):
    """The order was paid in full, and all of it is refunded."""

    code = "order_is_refunded"
    template = (
        "All {captured} that were paid are refunded, and nothing is due: "
        "capture a payment before you ship."
    )
    captured: str


@frozen
class UnitsInReturn(Refusal):
    """Units of the fulfillment are in returns, so it cannot fail, be returned or be cancelled."""

    code = "units_in_return"
    template = (
        "Units of fulfillment {fulfillment_id} are in return {return_ids}, so it stays {status}: "
        "reject or cancel the return first, unless it has received units."
    )
    fulfillment_id: str
    status: str
    return_ids: tuple[str, ...]


class OnHold(InvalidFields):
    """The order, or a line that the request names, is on hold.

    Each problem is one hold. Its facts: hold_id, reason, and handle, until and item if it has them.
    """

    __slots__ = ()
    code = "on_hold"


@frozen
class HoldNotFound(Refusal):
    """The order has no such open hold."""

    code = "hold_not_found"
    template = "The order has no open {hold}."
    hold_id: str | None

    @property
    def hold(self) -> str:
        """The hold that was asked for; None asks for any."""
        return "hold" if self.hold_id is None else f"hold {self.hold_id}"
