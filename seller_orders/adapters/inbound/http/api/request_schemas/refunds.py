"""Request bodies of refunds (contract, sections 3 and 7)."""

from typing import Annotated, Any, ClassVar, Final, Literal

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    AmountAboveZero,
    Identifier,
    Note,
    SignedAmount,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.domain.refund_request import TenderShare

_BY_UNITS: Final[dict[str, Any]] = {
    "anyOf": [
        {"properties": {"items": {"minItems": 1}}, "required": ["items"]},
        {
            "properties": {"shipping": {"type": "number", "exclusiveMinimum": 0}},
            "required": ["shipping"],
        },
        {
            "properties": {
                "adjustment": {
                    "type": "number",
                    "anyOf": [{"exclusiveMinimum": 0}, {"exclusiveMaximum": 0}],
                }
            },
            "required": ["adjustment"],
        },
    ]
}
"""Schema of a body that names units, shipping or an adjustment."""


class TenderShareDocument(ValueDocument):
    """An amount that goes back to one tender."""

    VALUE: ClassVar[type] = TenderShare

    id: Annotated[Identifier, about("Id of the tender.", "tnd_1")]
    amount: Annotated[AmountAboveZero, about("Amount that goes back to the tender.", 66.17)]


class RefundRequest(Document):
    """A refund of an amount, or of units, shipping and an adjustment."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"amount": 66.17, "reason": "Broken on arrival"}
    MORE_EXAMPLES: ClassVar[dict[str, dict[str, Any]]] = {
        "by_units": {
            "items": [{"id": "iid_001", "quantity": 1}],
            "shipping": 10,
            "adjustment": -5.25,
            "reason": "Sent back",
        },
    }

    RULES: ClassVar[dict[str, Any]] = {
        "if": {"properties": {"amount": {"type": "number"}}, "required": ["amount"]},
        "then": {"not": _BY_UNITS},
        "else": _BY_UNITS,
    }

    amount: Annotated[
        AmountAboveZero | None,
        about(
            "Amount to refund, in the order's currency. Either this, or at least one of `items`, "
            "`shipping` and `adjustment`."
        ),
    ] = None
    items: Annotated[
        tuple[ItemDocument, ...],
        Meta(min_length=1),
        about("Shipped units to refund, one entry a line. Their worth is computed."),
    ] = ()
    shipping: Annotated[
        Amount | None,
        about(
            "Shipping costs to refund, with their tax: at most what they are worth, in all refunds "
            "together."
        ),
    ] = None
    adjustment: Annotated[
        SignedAmount | None,
        about("Amount to add to the refund; below 0 it is deducted, such as a restocking fee."),
    ] = None
    return_id: Annotated[Identifier | None, about("Id of the return that the refund is for.")] = (
        None
    )
    tenders: Annotated[
        tuple[TenderShareDocument, ...] | UnsetType,
        about(
            "Tenders that the amount goes back to; together they are the amount. By default the "
            "newest tender comes first."
        ),
    ] = UNSET
    reason: Annotated[Note | None, about("Reason of the refund.")] = None
    notify_customer: Annotated[bool, about("Notify the customer of the refund.")] = False

    def shares(self) -> tuple[TenderShare, ...] | None:
        """Return the shares of the tenders, None if the rule divides the amount."""
        if self.tenders is UNSET:
            return None
        return tuple(each.value() for each in self.tenders)


class RefundChange(Document):
    """The outcome of a refund, or of one part of it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "succeeded"}

    status: Annotated[Literal["succeeded", "failed"], about("Outcome of the refund.")]
    tender_id: Annotated[
        Identifier | None,
        about(
            "Id of the tender whose part of the refund this is about; all parts that are pending "
            "by default."
        ),
    ] = None
