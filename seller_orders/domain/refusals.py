"""Refusals: one frozen class per reason, each with a stable code and a message template.

A refusal is returned in a ``Failure``, and nothing has changed. Its message names the rule, the
values that broke it and what the caller can do instead.
"""

from collections.abc import Iterable
from string import Formatter
from typing import ClassVar, Final, Self, TypeAlias

from attrs import evolve, field, frozen

Path: TypeAlias = tuple[str | int, ...]
"""Place in the caller's document: ``("items", 0, "quantity")``."""


@frozen
class FieldProblem:
    """Problem of one field. ``facts`` are the figures behind the detail."""

    code: str
    detail: str
    path: Path = ()
    facts: dict[str, str | int] = field(factory=dict, hash=False)

    def within(self, *path: str | int) -> Self:
        """Return the same problem with its path below ``path``."""
        return evolve(self, path=(*path, *self.path))


@frozen
class Refusal:
    """Base of every refusal: a stable code, and a template of its message.

    A template is filled from attributes of the refusal, as by ``str.format``. A tuple is written
    as "a, b or c", an empty one as "nothing".

    >>> AlreadyShipped().code
    'already_shipped'
    >>> OrderIsOpen("pending", ("delivered", "cancelled")).message
    'Only delivered or cancelled orders can be archived; this one is pending.'
    """

    code: ClassVar[str]
    template: ClassVar[str] = ""

    @property
    def message(self) -> str:
        """Sentence for people: the rule, the values that broke it, and a remedy."""
        if not self.template:
            raise NotImplementedError(f"{type(self).__name__} has no template")
        names = [name for _, name, _, _ in Formatter().parse(self.template) if name]
        return self.template.format(**{name: _written(getattr(self, name)) for name in names})


def _written(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    *others, last = value or ("nothing",)
    return f"{', '.join(others)} or {last}" if others else str(last)


def _to_tender(tender_id: str | None) -> str:
    return "" if tender_id is None else f" to tender {tender_id}"


def _in_order(statuses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(statuses))


@frozen
class InvalidFields(Refusal):
    """Fields are well formed one by one, and together break a rule of the order."""

    code = "invalid_fields"
    template = "{details}"
    problems: tuple[FieldProblem, ...]

    @property
    def details(self) -> str:
        """Details of all problems, in one text that names the fields."""
        return " ".join(map(_detail_with_field, self.problems))


def _detail_with_field(problem: FieldProblem) -> str:
    """Return the detail with the field's path in place of "It"."""
    subject, _, rest = problem.detail.partition(" ")
    path = ".".join(map(str, problem.path))
    return f"{path} {rest}" if subject == "It" and path else problem.detail


@frozen
class UnknownItem(InvalidFields):
    """The order has no such line item."""

    code = "unknown_item"


@frozen
class DuplicateItem(InvalidFields):
    """The request names a line item twice."""

    code = "duplicate_item"


@frozen
class UnknownProvider(InvalidFields):
    """No carrier with this provider_id is connected."""

    code = "unknown_provider"

    @classmethod
    def named(cls, provider_id: str) -> Self:
        """Refuse one provider_id."""
        detail = f"No carrier {provider_id!r} is connected; null means self-delivery."
        return cls((FieldProblem(cls.code, detail, ("provider_id",)),))


@frozen
class QuantityExceedsRemaining(InvalidFields):
    """The request names more units than remain.

    Facts of each problem: id, ordered, fulfilled, remaining, requested.
    """

    code = "quantity_exceeds_remaining"


@frozen
class TendersDoNotAddUp(InvalidFields):
    """The tenders do not add up to the captured amount, or to the refund's amount."""

    code = "tenders_do_not_add_up"


@frozen
class TenderNotFound(InvalidFields):
    """The payment has no such captured tender, or the refund has no part for it."""

    code = "tender_not_found"


@frozen
class UnitsNotShipped(InvalidFields):
    """The request refunds units that neither a courier nor the customer has.

    Facts of each problem: id, ordered, shipped, refunded, refundable, requested.
    """

    code = "units_not_shipped"


@frozen
class UnitsAlreadyRefunded(InvalidFields):
    """The request refunds units that are refunded already.

    Facts of each problem: as of ``UnitsNotShipped``.
    """

    code = "units_already_refunded"


@frozen
class ShippingAlreadyRefunded(InvalidFields):
    """The request refunds more shipping than is left of its worth.

    Facts of its problem: worth, refunded, refundable, requested; each an amount with currency.
    """

    code = "shipping_already_refunded"


@frozen
class OrderNotFound(Refusal):
    """The domain has no such order."""

    code = "order_not_found"
    template = "There is no order {order_id}."
    order_id: str


@frozen
class FulfillmentNotFound(Refusal):
    """The order has no such fulfillment."""

    code = "fulfillment_not_found"
    template = "The order has no fulfillment {fulfillment_id}."
    fulfillment_id: str


@frozen
class ItemNotFound(Refusal):
    """The order has no such line item."""

    code = "item_not_found"
    template = "The order has no line item {item_id}."
    item_id: str


@frozen
class RefundNotFound(Refusal):
    """The order has no such refund."""

    code = "refund_not_found"
    template = "The order has no refund {refund_id}."
    refund_id: str


@frozen
class VersionMismatch(Refusal):
    """The order has changed since the caller read it."""

    code = "version_mismatch"
    template = "The order is at version {version} now: read it again before you change it."
    version: int


@frozen
class NothingToTell(Refusal):
    """Customers are not notified of changes of this type."""

    code = "nothing_to_tell"
    template = "Customers are notified of {notified_types} only; this change is {change_type}."
    change_type: str
    notified_types: tuple[str, ...]


@frozen
class OrderExists(Refusal):
    """The domain has an order with this order_id."""

    code = "order_exists"
    template = "Order {order_id} already exists: leave order_id out to have one generated."
    order_id: str


@frozen
class OrderNumberTaken(Refusal):
    """The store has an order with this order number."""

    code = "order_number_taken"
    template = (
        "Order number {order_number} is taken in store {store_id}: "
        "leave order_number out to get the next."
    )
    order_number: str
    store_id: str


@frozen
class ExternalIdTaken(Refusal):
    """Another order of the domain has this external id."""

    code = "external_id_taken"
    template = "The {system} id {external_id} belongs to another order: remove it there first."
    system: str
    external_id: str


@frozen
class OrderIsOpen(Refusal):
    """The order can still move, and only closed orders can be archived."""

    code = "order_is_open"
    template = "Only {closed} orders can be archived; this one is {status}."
    status: str
    closed: tuple[str, ...]


@frozen
class OrderIsClosed(Refusal):
    """The order's status allows no change of this kind any more."""

    code = "order_is_closed"
    template = "The order is {status} and no longer accepts this change."
    status: str


@frozen
class TransitionNotAllowed(Refusal):
    """The rules do not allow this change of status."""

    code = "transition_not_allowed"
    template = "{current} cannot become {target}; it can become: {allowed}."
    current: str
    target: str
    allowed: tuple[str, ...] = field(converter=_in_order)


@frozen
class FulfillmentIsFinal(Refusal):
    """The fulfillment has ended: delivered, failed, returned or cancelled."""

    code = "fulfillment_is_final"
    template = "Fulfillment {fulfillment_id} is {status}, which is final except for {accepted}."
    fulfillment_id: str
    status: str
    can_return: bool = False

    @property
    def accepted(self) -> tuple[str, ...]:
        """Changes that are still possible."""
        correction = ("a correction of its tracking",)
        return ("the status returned", *correction) if self.can_return else correction


@frozen
class HasNoCarrier(Refusal):
    """No connected carrier can be asked for the fulfillment's status."""

    code = "has_no_carrier"
    template = "Fulfillment {fulfillment_id} has no connected carrier: update its status by hand."
    fulfillment_id: str


@frozen
class NothingToFulfill(Refusal):
    """Every unit that requires shipping is in an active fulfillment, or no unit requires it."""

    code = "nothing_to_fulfill"
    template = (
        "No unit is left that requires shipping: "
        "cancel a pending fulfillment, if there is one, to free its units."
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
class NothingToCancel(Refusal):
    """No unit is left that could be taken off the order."""

    code = "nothing_to_cancel"
    template = "No unit is left to cancel: all are cancelled, fulfilled or refunded."


@frozen
class NothingWouldRemain(Refusal):
    """The cancellation of units would leave no unit of any line."""

    code = "nothing_would_remain"
    template = "Nothing would remain of the order: cancel the order instead."


@frozen
class AlreadyCancelled(Refusal):
    """The order has a recorded cancellation."""

    code = "already_cancelled"
    template = "The order is already cancelled."


@frozen
class AlreadyDelivered(Refusal):
    """The order, or part of it, has reached the customer."""

    code = "already_delivered"
    template = "The order, or part of it, has been delivered: refund it instead."


@frozen
class AlreadyShipped(Refusal):
    """The order, or part of it, is with the courier."""

    code = "already_shipped"
    template = (
        "The order, or part of it, is with the courier: "
        "cancel it after every parcel was returned or lost."
    )


@frozen
class PaymentNotRefundable(Refusal):
    """No captured money is left to refund."""

    code = "payment_not_refundable"
    template = (
        "No captured money is left to refund: record a payment first, or leave the refund out."
    )


@frozen
class RefundExceedsCaptured(Refusal):
    """The refund is larger than what is captured, in all or of a tender, and not yet refunded."""

    code = "refund_exceeds_captured"
    template = "A refund of {requested}{tender} exceeds the refundable {refundable}."
    requested: str
    refundable: str
    tender_id: str | None = None

    @property
    def tender(self) -> str:
        """The tender, if one alone is exceeded."""
        return _to_tender(self.tender_id)


@frozen
class NothingIsOwed(Refusal):
    """The customer is not owed what the refund credits."""

    code = "nothing_is_owed"
    template = (
        "The customer is not owed {credit}: it is not paid yet, or earlier refunds cover it. "
        "To refund it nonetheless, name an amount."
    )
    credit: str


@frozen
class RefundIsSettled(Refusal):
    """The refund, or its part for the tender, has succeeded or failed."""

    code = "refund_is_settled"
    template = "Refund {refund_id}{tender} has already {status}: create a new refund instead."
    refund_id: str
    status: str
    tender_id: str | None = None

    @property
    def tender(self) -> str:
        """The tender, if one part alone is meant."""
        return _to_tender(self.tender_id)


@frozen
class CapturedCannotDecrease(Refusal):
    """A payment's captured amount only grows: money goes back by refunds."""

    code = "captured_cannot_decrease"
    template = "{captured} is already captured and cannot decrease: create a refund instead."
    captured: str


@frozen
class BulkFailure:
    """Refusal of one order in a bulk update."""

    order_id: str
    refusal: Refusal


@frozen
class BulkFailed(Refusal):
    """At least one order refused an atomic bulk update, so none was changed."""

    code = "bulk_failed"
    template = "{count} of the orders refused this change, so none was changed."
    failed: tuple[BulkFailure, ...]

    @property
    def count(self) -> int:
        """Number of orders that refused."""
        return len(self.failed)


def _every_code(root: type[Refusal]) -> Iterable[str]:
    for refusal in root.__subclasses__():
        yield refusal.code
        yield from _every_code(refusal)


CODES: Final = frozenset(_every_code(Refusal))
"""Code of every refusal."""
