"""Actions that an order allows."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import ORDER_ID, VERSION, about
from seller_orders.domain.cancellation import CancelReason


class ActionDocument(TypedDict):
    """An action: whether it is allowed now, or the code and reason of its refusal."""

    allowed: Annotated[bool, about("True if the action is allowed now.", True)]
    code: Annotated[
        str | None, about("Error code that the action would get now; null if it is allowed.", None)
    ]
    reason: Annotated[
        str | None, about("Reason of the refusal, for people; null if the action is allowed.", None)
    ]


_Return = TypedDict(
    "_Return", {"return": Annotated[ActionDocument, about("Creation of a return.")]}
)


class ActionsDocument(_Return):
    """The actions that an order allows now."""

    order_id: Annotated[str, ORDER_ID]
    version: Annotated[int, VERSION]
    status: Annotated[
        dict[str, ActionDocument],
        about(
            "Change of the status, by the new status.",
            {"cancelled": {"allowed": True, "code": None, "reason": None}},
        ),
    ]
    cancel: Annotated[ActionDocument, about("Cancellation of the order.")]
    items_cancel: Annotated[ActionDocument, about("Cancellation of units (`items/cancel`).")]
    fulfill: Annotated[ActionDocument, about("Creation of a fulfillment.")]
    refund: Annotated[ActionDocument, about("Creation of a refund, of an amount or by units.")]
    edit: Annotated[
        ActionDocument, about("Edit of lines and amounts. The note can always be edited.")
    ]
    hold: Annotated[ActionDocument, about("Creation of a hold.")]
    release: Annotated[ActionDocument, about("Release of a hold.")]
    comment: Annotated[ActionDocument, about("Comment on the order: always allowed.")]
    assign: Annotated[ActionDocument, about("Change of the assignee: always allowed.")]
    cancel_reasons: Annotated[
        list[CancelReason],
        about("Reasons that the domain accepts for cancellations.", ["customer_request"]),
    ]
