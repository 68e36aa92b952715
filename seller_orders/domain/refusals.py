"""Why an operation is refused: one frozen class a reason, each with its stable code.

A refusal is an answer, not an error: it is returned in a ``Failure``, nothing has changed, and
its message says what would have to change for the operation to be accepted.
"""

from collections.abc import Iterable
from typing import ClassVar, Final, Self, TypeAlias

from attrs import evolve, field, frozen

Path: TypeAlias = tuple[str | int, ...]
"""Where in the caller's document: ``("items", 0, "quantity")``."""


@frozen
class FieldProblem:
    """One field that breaks one rule. ``facts`` are the figures behind the detail."""

    code: str
    detail: str
    path: Path = ()
    facts: dict[str, str | int] = field(factory=dict, hash=False)

    def within(self, *path: str | int) -> Self:
        """Return the same problem, placed inside the document that holds the field."""
        return evolve(self, path=(*path, *self.path))


@frozen
class Refusal:
    """What every refusal has: a code that callers may rely on, and a message for people.

    >>> AlreadyShipped().code
    'already_shipped'
    >>> AlreadyShipped().message
    'The order, or part of it, is on its way: what is with the courier has to come back.'
    """

    code: ClassVar[str]

    @property
    def message(self) -> str:
        """What is wrong and what would have to change, in a sentence."""
        raise NotImplementedError


@frozen
class InvalidFields(Refusal):
    """Fields that are well formed one by one break a rule of the order."""

    code: ClassVar[str] = "invalid_fields"
    problems: tuple[FieldProblem, ...]

    @property
    def message(self) -> str:
        """All details, one after the other."""
        return " ".join(problem.detail for problem in self.problems)


@frozen
class UnknownItem(InvalidFields):
    """A line item is asked for that the order does not have."""

    code: ClassVar[str] = "unknown_item"


@frozen
class DuplicateItem(InvalidFields):
    """A line item is asked for twice in one request."""

    code: ClassVar[str] = "duplicate_item"


@frozen
class UnknownProvider(InvalidFields):
    """No carrier of that provider_id is connected."""

    code: ClassVar[str] = "unknown_provider"

    @classmethod
    def named(cls, provider_id: str) -> Self:
        """Refuse one provider_id."""
        detail = f"No carrier {provider_id!r} is connected; null means self-delivery."
        return cls((FieldProblem(cls.code, detail, ("provider_id",)),))


@frozen
class QuantityExceedsRemaining(InvalidFields):
    """More units are asked for than remain.

    Facts of each problem: id, ordered, fulfilled, remaining, requested.
    """

    code: ClassVar[str] = "quantity_exceeds_remaining"


@frozen
class OrderNotFound(Refusal):
    """The domain has no such order."""

    code: ClassVar[str] = "order_not_found"
    order_id: str

    @property
    def message(self) -> str:
        """Name the order."""
        return f"There is no order {self.order_id}."


@frozen
class FulfillmentNotFound(Refusal):
    """The order has no such fulfillment."""

    code: ClassVar[str] = "fulfillment_not_found"
    fulfillment_id: str

    @property
    def message(self) -> str:
        """Name the fulfillment."""
        return f"The order has no fulfillment {self.fulfillment_id}."


@frozen
class RefundNotFound(Refusal):
    """The order has no such refund."""

    code: ClassVar[str] = "refund_not_found"
    refund_id: str

    @property
    def message(self) -> str:
        """Name the refund."""
        return f"The order has no refund {self.refund_id}."


@frozen
class VersionMismatch(Refusal):
    """The order has moved on since the caller read it."""

    code: ClassVar[str] = "version_mismatch"
    version: int

    @property
    def message(self) -> str:
        """Name the version that is."""
        return f"The order is at version {self.version} now: read it again and decide on that."


@frozen
class NothingToTell(Refusal):
    """Customers are not told of changes of this kind."""

    code: ClassVar[str] = "nothing_to_tell"
    kind: str
    told: tuple[str, ...]

    @property
    def message(self) -> str:
        """What the change was, and what customers are told of."""
        return f"The change was {self.kind}; customers are told of {' and '.join(self.told)}."


@frozen
class OrderExists(Refusal):
    """The order_id is taken in this domain."""

    code: ClassVar[str] = "order_exists"
    order_id: str

    @property
    def message(self) -> str:
        """Name the order."""
        return f"Order {self.order_id} exists already: leave order_id out to be given a new one."


@frozen
class OrderNumberTaken(Refusal):
    """The order number is taken in this domain."""

    code: ClassVar[str] = "order_number_taken"
    order_number: str

    @property
    def message(self) -> str:
        """Name the number."""
        taken = f"Order number {self.order_number} is taken"
        return f"{taken}: leave order_number out to be given the next."


@frozen
class OrderIsOpen(Refusal):
    """What is for closed orders alone is asked of one that may still move."""

    code: ClassVar[str] = "order_is_open"
    status: str
    closed: tuple[str, ...]

    @property
    def message(self) -> str:
        """Where it stands, and where it would have to."""
        return f"The order is {self.status}, and not closed: that is {' or '.join(self.closed)}."


@frozen
class OrderIsClosed(Refusal):
    """The order's status lets nothing of this kind happen any more."""

    code: ClassVar[str] = "order_is_closed"
    status: str

    @property
    def message(self) -> str:
        """Name the status."""
        return f"The order is {self.status}, and so closed to this change."


@frozen
class TransitionNotAllowed(Refusal):
    """The rules have no way from one status to another."""

    code: ClassVar[str] = "transition_not_allowed"
    current: str
    target: str
    allowed: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the way that is missing and those that there are."""
        ways = ", ".join(sorted(self.allowed)) or "nothing"
        return f"{self.current} cannot become {self.target}; it can become: {ways}."


@frozen
class FulfillmentIsFinal(Refusal):
    """The fulfillment has ended: delivered, failed, returned or cancelled."""

    code: ClassVar[str] = "fulfillment_is_final"
    fulfillment_id: str
    status: str
    can_return: bool = False

    @property
    def message(self) -> str:
        """Name the fulfillment, how it ended, and what may still change."""
        ended = f"Fulfillment {self.fulfillment_id} is {self.status}, which is final"
        if self.can_return:
            return f"{ended}, but it may still become returned; its tracking may be corrected."
        return f"{ended}; its tracking may still be corrected."


@frozen
class HasNoCarrier(Refusal):
    """Nobody can be asked where a fulfillment is."""

    code: ClassVar[str] = "has_no_carrier"
    fulfillment_id: str

    @property
    def message(self) -> str:
        """What is refused and why."""
        return (
            f"Fulfillment {self.fulfillment_id} is with no carrier that is connected: "
            "where it is has to be set by hand."
        )


@frozen
class NothingToFulfill(Refusal):
    """Every unit is in an active fulfillment already."""

    code: ClassVar[str] = "nothing_to_fulfill"

    @property
    def message(self) -> str:
        """Say what would free units."""
        return (
            "Every unit is in a fulfillment already; cancelling a pending one gives its units back."
        )


@frozen
class AlreadyCancelled(Refusal):
    """A cancellation is recorded on the order."""

    code: ClassVar[str] = "already_cancelled"

    @property
    def message(self) -> str:
        """Say that a cancellation happens once."""
        return "The order has been cancelled; a cancellation happens once."


@frozen
class AlreadyDelivered(Refusal):
    """The order, or part of it, has reached the customer."""

    code: ClassVar[str] = "already_delivered"

    @property
    def message(self) -> str:
        """Point to the refund."""
        return "The order, or part of it, has been delivered: refund it instead."


@frozen
class AlreadyShipped(Refusal):
    """The order, or part of it, is with the courier."""

    code: ClassVar[str] = "already_shipped"

    @property
    def message(self) -> str:
        """Say what would allow a cancellation."""
        return "The order, or part of it, is on its way: what is with the courier has to come back."


@frozen
class PaymentNotRefundable(Refusal):
    """Nothing is captured that has not been refunded."""

    code: ClassVar[str] = "payment_not_refundable"

    @property
    def message(self) -> str:
        """Say why there is nothing to refund."""
        return "Nothing has been captured that is not refunded already: leave the refund out."


@frozen
class RefundExceedsCaptured(Refusal):
    """The refund is larger than what is captured and not yet refunded."""

    code: ClassVar[str] = "refund_exceeds_captured"
    requested: str
    refundable: str

    @property
    def message(self) -> str:
        """Name both amounts."""
        return f"{self.requested} was asked for, and at most {self.refundable} can be refunded."


@frozen
class RefundIsSettled(Refusal):
    """The refund has succeeded or failed already."""

    code: ClassVar[str] = "refund_is_settled"
    refund_id: str
    status: str

    @property
    def message(self) -> str:
        """Name the refund and how it ended."""
        return f"Refund {self.refund_id} has {self.status} already; a new refund can be asked for."


@frozen
class CapturedCannotDecrease(Refusal):
    """A payment's captured amount only grows: money goes back by refunds."""

    code: ClassVar[str] = "captured_cannot_decrease"
    captured: str

    @property
    def message(self) -> str:
        """Name what is captured and the way to give it back."""
        return (
            f"{self.captured} is captured already; a refund, not a smaller capture, gives it back."
        )


@frozen
class BulkFailure:
    """One order that a bulk update leaves as it was, and why."""

    order_id: str
    refusal: Refusal


@frozen
class BulkFailed(Refusal):
    """An atomic bulk update had failures, so that nothing changed."""

    code: ClassVar[str] = "bulk_failed"
    failed: tuple[BulkFailure, ...]

    @property
    def message(self) -> str:
        """Count the failures."""
        return f"{len(self.failed)} of the orders cannot take this change, so none was changed."


def _every_code(root: type[Refusal]) -> Iterable[str]:
    for refusal in root.__subclasses__():
        yield refusal.code
        yield from _every_code(refusal)


CODES: Final = frozenset(_every_code(Refusal))
"""The code of every refusal there is."""
