"""Details that the events of all types have, and those that several have."""

from decimal import Decimal
from typing import Annotated, NotRequired, TypeAlias, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.history_codec import RestockedItemView
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.adapters.shared.wire.payment_codec import RefundView

_Statuses = TypedDict(
    "_Statuses",
    {
        "from": Annotated[
            str | None, about("Status before the change; null if the status did not change.")
        ],
        "to": Annotated[
            str | None, about("Status after the change; null if the status did not change.")
        ],
    },
)


class ChangeData(_Statuses):
    """Details of a change."""

    note: Annotated[str | None, about("Note of the caller.")]
    by: Annotated[str, about("Caller who made the change.", "key:key_1")]
    order: NotRequired[
        Annotated[
            OrderSummary,
            about(
                "The order after the change, as in a list. Events that an earlier release recorded "
                "lack it."
            ),
        ]
    ]


RestockedItems: TypeAlias = Annotated[
    list[RestockedItemView], about("Units that were returned to stock.")
]


ReleasedHolds: TypeAlias = Annotated[
    list[str], about("Ids of the holds that the change released.", ["hld_1"])
]


ChangedRefund: TypeAlias = Annotated[RefundView, about("The refund after the change.")]


class ItemWorth(TypedDict):
    """Units of a line, and their worth."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    worth: Annotated[
        Decimal, about("Worth of the units, with their share of discount and tax.", 102.5)
    ]
