"""Report of a bulk update."""

from collections.abc import Sequence
from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about


class BulkFailureDocument(TypedDict):
    """An order that a bulk update did not change."""

    order_id: Annotated[str, about("Id of the order.", "ord_1002")]
    code: Annotated[str, about("Error code of the refusal.", "order_is_closed")]
    message: Annotated[
        str,
        about(
            "Reason of the refusal, for people.",
            "The order is delivered and no longer accepts this change.",
        ),
    ]


class BulkReportDocument(TypedDict):
    """The result of a bulk update."""

    success: Annotated[bool, about("True if no order failed.", True)]
    updated_count: Annotated[int, about("Number of updated orders.", 1)]
    failed: Annotated[
        list[BulkFailureDocument],
        about("Orders that were not updated, with the reason of each.", []),
    ]
    updated_orders: Annotated[
        Sequence[str],
        about("Ids of the updated orders, in the sequence of the request.", ["ord_1001"]),
    ]
