"""Refusals of payments and refunds."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import InvalidFields, Refusal


def _to_tender(tender_id: str | None) -> str:
    return "" if tender_id is None else f" to tender {tender_id}"


class TendersDoNotAddUp(InvalidFields):
    """The tenders do not add up to the captured amount, or to the refund's amount."""

    __slots__ = ()
    code = "tenders_do_not_add_up"


class TenderNotFound(InvalidFields):
    """The payment has no such captured tender, or the refund has no part for it."""

    __slots__ = ()
    code = "tender_not_found"


class UnitsNotShipped(InvalidFields):
    """The request refunds units that neither a courier nor the customer has.

    Facts of each problem: id, ordered, shipped, refunded, refundable, requested.
    """

    __slots__ = ()
    code = "units_not_shipped"


class UnitsAlreadyRefunded(InvalidFields):
    """The request refunds units that are refunded already.

    Facts of each problem: as of ``UnitsNotShipped``.
    """

    __slots__ = ()
    code = "units_already_refunded"


class ShippingAlreadyRefunded(InvalidFields):
    """The request refunds more shipping than is left of its worth.

    Facts of its problem: worth, refunded, refundable, requested; each an amount with currency.
    """

    __slots__ = ()
    code = "shipping_already_refunded"


@frozen
class RefundNotFound(Refusal):
    """The order has no such refund."""

    code = "refund_not_found"
    template = "The order has no refund {refund_id}."
    refund_id: str


class PaymentNotRefundable(Refusal):
    """No captured money is left to refund."""

    __slots__ = ()
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
