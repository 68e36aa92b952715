"""Edit of an order: the request (contract, section 7). A field that is ``KEEP`` stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias

from attrs import frozen

from seller_orders.domain.draft import AdjustmentDraft, LineDraft, TaxLineDraft
from seller_orders.domain.values import NOTE_LENGTH, Address, identifier, optional_text


class Keep(Enum):
    """Type of ``KEEP``."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""Value of a field that the edit does not name."""


@frozen(kw_only=True)
class LineEdit:
    """New quantity, discount and tax of a line; quantity 0 removes it.

    Amounts are in the order's currency. ``tax`` None is unknown.
    """

    id: str = identifier()
    quantity: int
    discount: Decimal | Keep = KEEP
    tax: Decimal | Keep | None = KEEP


ContactFields: TypeAlias = Mapping[str, str | None]
"""New values by name: email, phone, name, company and language of the customer."""


@frozen(kw_only=True)
class OrderEdit:
    """Changes of an order's lines, amounts, addresses, contact and note.

    Amounts are in the order's currency. ``customer`` has the named fields alone.
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
    customer: ContactFields | Keep = KEEP
    note: str | Keep | None = KEEP
    ship_by: datetime | Keep | None = KEEP
    reason: str | None = optional_text(NOTE_LENGTH)
