"""Details of events about returns."""

from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    RestockedItems,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.return_codec import ReturnView

_Returned = TypedDict(
    "_Returned",
    {"return": NotRequired[Annotated[ReturnView, about("The return after the change.")]]},
)


class ReturnItem(TypedDict):
    """Units of a line in a return."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    reason: Annotated[str, about("Reason of the customer.", "too_small")]


class ReturnData(ChangeData, _Returned):
    """Details of the creation of a return."""

    return_id: Annotated[str, about("Id of the return.", "ret_1")]
    items: Annotated[list[ReturnItem], about("Units in the return, by line.")]


class ReceivedReturnItem(TypedDict):
    """Units of a line that came back in one condition."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    condition: Annotated[str, about("Condition of the units.", "resellable")]


class ReturnChangeData(ChangeData, _Returned):
    """Details of a change of a return."""

    return_id: Annotated[str, about("Id of the return.", "ret_1")]
    items: NotRequired[
        Annotated[list[ReceivedReturnItem], about("Units that came back, by line and condition.")]
    ]
    restocked_items: NotRequired[RestockedItems]
