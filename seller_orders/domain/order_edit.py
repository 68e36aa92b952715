"""Values of an edit of an order: the request and its terms (contract, section 7)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.draft import AdjustmentDraft, LineDraft, TaxLineDraft
from seller_orders.domain.hold import Hold
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.tax_line import TaxLine
from seller_orders.domain.values import (
    MAX_QUANTITY,
    NOTE_LENGTH,
    Address,
    Customer,
    identifier,
    is_writable,
    optional_text,
)


class Keep(Enum):
    """Type of ``KEEP``."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""Value of a field that the edit does not name."""


CONTACT_FIELDS: Final = frozenset({"email", "phone", "name", "company", "language"})
"""Fields of the customer that an edit may change."""

ContactFields: TypeAlias = Mapping[str, str | None]
"""New values by name, which is one of ``CONTACT_FIELDS``."""


def _in_range(_: object, __: object, quantity: int) -> None:
    if isinstance(quantity, bool) or not 0 <= quantity <= MAX_QUANTITY:
        raise ValueError(f"a quantity is a whole number from 0 to {MAX_QUANTITY}, not {quantity}")


def _is_contact(_: object, __: object, customer: ContactFields | Keep) -> None:
    if customer is KEEP:
        return
    if unknown := sorted(customer.keys() - CONTACT_FIELDS):
        raise ValueError(f"an edit cannot change these fields of the customer: {unknown}")
    Customer(
        **{"name": "any"} | {name: text for name, text in customer.items() if text is not None}
    )


def _is_note(_: object, __: object, note: str | Keep | None) -> None:
    if isinstance(note, str) and not (len(note) <= NOTE_LENGTH and is_writable(note)):
        raise ValueError(f"a note has up to {NOTE_LENGTH} characters, no NUL, no lone surrogate")


@frozen(kw_only=True)
class LineEdit:
    """New quantity, discount and tax of a line; quantity 0 removes it.

    Amounts are in the order's currency. ``tax`` None is unknown. An amount that is not named stays,
    even if the quantity changes: name the new discount and tax.

    >>> LineEdit(id="line_1", quantity=3).discount is KEEP
    True
    """

    id: str = identifier()
    quantity: int = field(validator=_in_range)
    discount: Decimal | Keep = KEEP
    tax: Decimal | Keep | None = KEEP


@frozen(kw_only=True)
class OrderEdit:
    """Changes of an order's lines, amounts, addresses, contact and note.

    A field that is ``KEEP`` stays as it is, and None clears it. Amounts are in the order's
    currency. ``customer`` has the named fields alone. The import fields of ``add_items`` are
    ignored.

    >>> OrderEdit(customer={"email": "anjali@shop.example"}).names_money
    False
    """

    items: tuple[LineEdit, ...] = ()
    add_items: tuple[LineDraft, ...] = ()
    shipping_total: Decimal | Keep = KEEP
    discount_total: Decimal | Keep = KEEP
    tax_total: Decimal | Keep = KEEP
    tax_lines: tuple[TaxLineDraft, ...] | Keep = KEEP
    adjustments: tuple[AdjustmentDraft, ...] | Keep = KEEP
    shipping_address: Address | Keep | None = KEEP
    billing_address: Address | Keep | None = KEEP
    customer: ContactFields | Keep = field(default=KEEP, validator=_is_contact, hash=False)
    note: str | Keep | None = field(default=KEEP, validator=_is_note)
    ship_by: datetime | Keep | None = KEEP
    reason: str | None = optional_text(NOTE_LENGTH)

    @property
    def names_money(self) -> bool:
        """True if it names lines or amounts."""
        amounts = (self.shipping_total, self.discount_total, self.tax_total)
        named: tuple[Any, ...] = (*amounts, self.tax_lines, self.adjustments)
        return bool(self.items or self.add_items) or any(each is not KEEP for each in named)

    @property
    def names_delivery(self) -> bool:
        """True if it names an address, the contact or ``ship_by``."""
        named = (self.shipping_address, self.billing_address, self.customer, self.ship_by)
        return any(each is not KEEP for each in named)


@frozen(kw_only=True)
class EditTerms:
    """Parts of an order as an allowed edit leaves them, and the reason of the edit.

    The parts have the names of the order's fields.
    """

    lines: tuple[LineItem, ...]
    shipping: Money
    discount: Money
    tax: Money
    tax_lines: tuple[TaxLine, ...]
    adjustments: tuple[Adjustment, ...]
    shipping_address: Address | None
    billing_address: Address | None
    customer: Customer
    note: str | None
    ship_by: datetime | None
    holds: tuple[Hold, ...]
    reason: str | None
