"""Details of events about edits: each changed part before and after the edit."""

from decimal import Decimal
from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import ChangeData
from seller_orders.adapters.shared.wire.charges_codec import AdjustmentView, TaxLineView
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime

QuantityEdit = TypedDict(
    "QuantityEdit",
    {
        "from": Annotated[int, about("Units before the edit.", 2)],
        "to": Annotated[int, about("Units after the edit.", 3)],
    },
)

QuantityEdit.__doc__ = "A number of units before and after an edit."


AmountEdit = TypedDict(
    "AmountEdit",
    {
        "from": Annotated[
            Decimal | None, about("Amount before the edit; null if it was unknown.", 215.25)
        ],
        "to": Annotated[
            Decimal | None, about("Amount after the edit; null if it is unknown.", 315.25)
        ],
    },
)

AmountEdit.__doc__ = "An amount before and after an edit."


TextEdit = TypedDict(
    "TextEdit",
    {
        "from": Annotated[str | None, about("Text before the edit; null without one.", None)],
        "to": Annotated[str | None, about("Text after the edit; null without one.", "Ring twice")],
    },
)

TextEdit.__doc__ = "A text before and after an edit."


TimeEdit = TypedDict(
    "TimeEdit",
    {
        "from": Annotated[
            AwareDatetime | None, about("Time before the edit; null without one.", None)
        ],
        "to": Annotated[
            AwareDatetime | None,
            about("Time after the edit; null without one.", "2026-11-28T17:00:00Z"),
        ],
    },
)

TimeEdit.__doc__ = "A time before and after an edit."


TaxLinesEdit = TypedDict(
    "TaxLinesEdit",
    {
        "from": Annotated[list[TaxLineView], about("Tax lines before the edit.", [])],
        "to": Annotated[list[TaxLineView], about("Tax lines after the edit.")],
    },
)

TaxLinesEdit.__doc__ = "The tax lines before and after an edit."


AdjustmentsEdit = TypedDict(
    "AdjustmentsEdit",
    {
        "from": Annotated[list[AdjustmentView], about("Adjustments before the edit.", [])],
        "to": Annotated[list[AdjustmentView], about("Adjustments after the edit.")],
    },
)

AdjustmentsEdit.__doc__ = "The adjustments before and after an edit."


class EditedLine(TypedDict):
    """A line whose units or amounts were edited; unchanged fields are missing."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: NotRequired[Annotated[QuantityEdit, about("Units of the line.")]]
    discount: NotRequired[Annotated[AmountEdit, about("Discount on the whole line.")]]
    tax: NotRequired[Annotated[AmountEdit, about("Tax of the whole line.")]]


class WholeLine(TypedDict):
    """A line that an edit added or removed."""

    id: Annotated[str, about("Id of the line.", "iid_002")]
    product_id: Annotated[str | None, about("Id of the product.", "prd_2")]
    sku: Annotated[str | None, about("SKU of the product.", "BREAD-GAR")]
    name: Annotated[str, about("Name of the product.", "Garlic Bread")]
    selling_price: Annotated[Decimal, about("Price of one unit.", 50)]
    requires_shipping: Annotated[bool, about("False for a line that is never shipped.", True)]
    quantity: Annotated[int, about("Number of units.", 1)]
    discount: Annotated[Decimal, about("Discount on the whole line.", 0)]
    tax: Annotated[Decimal | None, about("Tax of the whole line; null if unknown.", None)]


class EditedParts(TypedDict):
    """Parts of an order before and after an edit; unchanged parts are missing."""

    shipping_total: NotRequired[Annotated[AmountEdit, about("Shipping costs.")]]
    discount_total: NotRequired[Annotated[AmountEdit, about("Discount on the whole order.")]]
    tax_total: NotRequired[Annotated[AmountEdit, about("Taxes of the whole order.")]]
    total: NotRequired[Annotated[AmountEdit, about("Amount that the customer has to pay.")]]
    tax_lines: NotRequired[Annotated[TaxLinesEdit, about("Taxes of the order.")]]
    adjustments: NotRequired[Annotated[AdjustmentsEdit, about("Fees, tips and similar amounts.")]]
    shipping_address: NotRequired[
        Annotated[dict[str, TextEdit], about("Changed fields of the shipping address, by name.")]
    ]
    billing_address: NotRequired[
        Annotated[dict[str, TextEdit], about("Changed fields of the billing address, by name.")]
    ]
    customer: NotRequired[
        Annotated[dict[str, TextEdit], about("Changed fields of the customer, by name.")]
    ]
    note: NotRequired[Annotated[TextEdit, about("Note on the order.")]]
    ship_by: NotRequired[Annotated[TimeEdit, about("Deadline for shipping the order.")]]


class EditData(ChangeData):
    """Details of an edit."""

    reason: Annotated[str | None, about("Reason of the edit.", "The customer wants one more")]
    items: NotRequired[Annotated[list[EditedLine], about("Lines that were changed.")]]
    added_items: NotRequired[Annotated[list[WholeLine], about("Lines that were added.")]]
    removed_items: NotRequired[
        Annotated[list[WholeLine], about("Lines that were removed, as they were.")]
    ]
    changes: NotRequired[Annotated[EditedParts, about("Other parts that changed.")]]
    released_holds: NotRequired[
        Annotated[list[str], about("Ids of the holds of removed lines, which ended with them.")]
    ]
