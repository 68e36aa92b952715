"""Request bodies of edits (contract, section 7)."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, UnsetType

from seller_orders.adapters.shared.wire.address_codec import AddressDocument
from seller_orders.adapters.shared.wire.charges_codec import AdjustmentDocument, TaxLineDocument
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    Identifier,
    LanguageTag,
    Name,
    Note,
    Phone,
    QuantityOrZero,
    Text,
    Timestamp,
)
from seller_orders.adapters.shared.wire.order_codec import LineDocument
from seller_orders.adapters.shared.wire.value_document import ValueDocument, named_values
from seller_orders.domain.order_edit import ContactFields, LineEdit, OrderEdit


class LineEditDocument(ValueDocument, kw_only=True):
    """New values of a line. A missing field keeps its value."""

    VALUE = LineEdit

    id: Annotated[Identifier, about("Id of the line.", "iid_001")]
    quantity: Annotated[
        QuantityOrZero,
        about(
            "New number of units, cancelled and fulfilled ones included; 0 removes a line that "
            "never had any of these.",
            3,
        ),
    ]
    discount: Annotated[
        Amount | UnsetType, about("New discount on the whole line; at most its price.")
    ] = UNSET
    tax: Annotated[
        Amount | UnsetType | None, about("New tax of the whole line; null if it is unknown.")
    ] = UNSET

    def value(self) -> LineEdit:
        """Return the new values of the line."""
        return LineEdit(**named_values(self))


class ContactEdit(ValueDocument, kw_only=True):
    """New contact of the customer. A missing field keeps its value; null clears it."""

    VALUE = OrderEdit

    name: Annotated[Name | UnsetType, about("New name of the customer.")] = UNSET
    email: Annotated[Text | UnsetType | None, about("New email address for notifications.")] = UNSET
    phone: Annotated[Phone | UnsetType | None, about("New phone number for notifications.")] = UNSET
    company: Annotated[Text | UnsetType | None, about("New company of the customer.")] = UNSET
    language: Annotated[
        LanguageTag | UnsetType | None,
        about("New language of notifications (BCP 47); null for the domain's."),
    ] = UNSET

    def value(self) -> ContactFields:
        """Return the new fields by name."""
        return named_values(self)


class EditRequest(ValueDocument, kw_only=True):
    """An edit of an order. A missing field keeps its value; null clears it."""

    VALUE = OrderEdit

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 3}],
        "tax_total": 8,
        "reason": "The customer wants one more",
    }
    MORE_EXAMPLES: ClassVar[dict[str, dict[str, Any]]] = {
        "address": {
            "shipping_address": {
                "line1": "12 Church Street",
                "city": "Bengaluru",
                "country_code": "IN",
            },
            "customer": {"phone": "+918765432100"},
            "note": None,
        },
        "added_line": {
            "add_items": [
                {"id": "iid_002", "name": "Garlic Bread", "quantity": 1, "selling_price": 50}
            ],
            "shipping_total": 0,
        },
    }

    items: Annotated[
        tuple[LineEditDocument, ...], about("New values of lines, one entry a line.", [])
    ] = ()
    add_items: Annotated[tuple[LineDocument, ...], about("Lines to add.", [])] = ()
    shipping_total: Annotated[Amount | UnsetType, about("New shipping costs.")] = UNSET
    discount_total: Annotated[
        Amount | UnsetType,
        about("New discount on the whole order, besides those of its lines."),
    ] = UNSET
    tax_total: Annotated[
        Amount | UnsetType,
        about(
            "New taxes of the whole order. If it is missing and every line has its tax, the taxes "
            "change by the difference of the lines' taxes."
        ),
    ] = UNSET
    tax_lines: Annotated[
        tuple[TaxLineDocument, ...] | UnsetType,
        about("All taxes of the order, as you computed them; they replace the previous ones."),
    ] = UNSET
    adjustments: Annotated[
        tuple[AdjustmentDocument, ...] | UnsetType,
        about("All fees, tips and similar amounts; they replace the previous ones."),
    ] = UNSET
    shipping_address: Annotated[
        AddressDocument | UnsetType | None,
        about("New address that the order is shipped to. Existing fulfillments keep theirs."),
    ] = UNSET
    billing_address: Annotated[
        AddressDocument | UnsetType | None, about("New address on the invoice.")
    ] = UNSET
    customer: Annotated[ContactEdit | UnsetType, about("New contact of the customer.")] = UNSET
    note: Annotated[Note | UnsetType | None, about("New note on the order.")] = UNSET
    ship_by: Annotated[
        Timestamp | UnsetType | None, about("New deadline for shipping the order.")
    ] = UNSET
    reason: Annotated[Note | None, about("Reason of the edit, for the timeline.")] = None

    def value(self) -> OrderEdit:
        """Return the edit."""
        return OrderEdit(**named_values(self))
