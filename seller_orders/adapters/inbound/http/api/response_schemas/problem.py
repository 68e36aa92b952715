"""Problems: the reasons why requests are rejected (RFC 9457)."""

from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.inbound.http.api.response_schemas.bulk_report import BulkFailureDocument
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.order_codec import OrderDetail


class FieldErrorDocument(TypedDict):
    """A field that breaks a rule, with the figures of its detail if there are any."""

    pointer: Annotated[
        str,
        about(
            "JSON Pointer of the field in the body, or the name of the parameter or header.",
            "/items/0/quantity",
        ),
    ]
    detail: Annotated[
        str, about("Rule that the field breaks, for people.", "It must be at least 1.")
    ]
    code: Annotated[str, about("Error code of the field, such as `required`.", "out_of_range")]
    id: NotRequired[Annotated[str, about("Id of the line, if the error is about its quantity.")]]
    ordered: NotRequired[Annotated[int, about("Ordered units of the line.")]]
    cancelled: NotRequired[Annotated[int, about("Cancelled units of the line.")]]
    fulfilled: NotRequired[Annotated[int, about("Units of the line in active fulfillments.")]]
    spent: NotRequired[
        Annotated[int, about("Refunded units of the line whose fulfillment is no longer active.")]
    ]
    restocked: NotRequired[Annotated[int, about("Units of the line that went back to stock.")]]
    least: NotRequired[Annotated[int, about("Smallest quantity that the line can have.")]]
    remaining: NotRequired[Annotated[int, about("Units of the line that can be fulfilled.")]]
    shipped: NotRequired[
        Annotated[int, about("Units of the line in active fulfillments that were handed over.")]
    ]
    worth: NotRequired[Annotated[str, about("Worth of the shipping, an amount with currency.")]]
    refunded: NotRequired[
        Annotated[int | str, about("Refunded units of the line, or refunded amount of shipping.")]
    ]
    refundable: NotRequired[
        Annotated[int | str, about("Units of the line, or amount of shipping, left to refund.")]
    ]
    in_returns: NotRequired[
        Annotated[int, about("Units of the line in returns, or received by closed ones.")]
    ]
    returnable: NotRequired[Annotated[int, about("Units of the line that can be returned.")]]
    expected: NotRequired[Annotated[int, about("Units of the line that the return expects.")]]
    received: NotRequired[Annotated[int, about("Units of the line that the request receives.")]]
    requested: NotRequired[
        Annotated[int | str, about("Requested units of the line, or requested amount.")]
    ]


class ProblemDocument(TypedDict):
    """A problem: the reason why a request was rejected (RFC 9457)."""

    type: Annotated[
        str, about("Always `about:blank`: `code` identifies the problem.", "about:blank")
    ]
    title: Annotated[str, about("Name of the HTTP status.")]
    status: Annotated[int, about("HTTP status.")]
    detail: Annotated[str, about("Reason of the refusal and remedy, for people. It may change.")]
    instance: Annotated[
        str, about("Path of the request.", "/merchant/api/v1/domains/dom_1/orders/ord_1001")
    ]
    code: Annotated[str, about("Error code. It is stable: decide by it.")]
    errors: NotRequired[Annotated[list[FieldErrorDocument], about("Fields that are wrong.")]]
    failed: NotRequired[
        Annotated[list[BulkFailureDocument], about("Orders that refused an atomic bulk update.")]
    ]
    order: NotRequired[
        Annotated[OrderDetail, about("The order as it is now, if the commit is of one order.")]
    ]
