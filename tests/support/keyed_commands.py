"""A successful and a refused example of each command with an idempotency key."""

from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from seller_orders.application.commands.add_comment import AddComment
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.commands.create_return import CreateReturn
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_return import UpdateReturn
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.domain.comment import CommentVisibility
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.payment import PaymentStatus, RefundStatus
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import (
    cancellation_request,
    fulfillment,
    handed_over,
    hold,
    hold_request,
    item_cancellation,
    payment,
    refund,
)
from tests.support.drafts import draft
from tests.support.sample_returns import returned
from tests.support.use_case_world import World, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}


@frozen
class Keyed:
    """A command that succeeds in ``world``, and the changes that make it refused."""

    operation: str
    command: Any
    refused: Any
    code: str


def _keyed(operation: str, command: Any, code: str = "order_not_found", **others: Any) -> Keyed:
    refused = evolve(command, **others or {"order_id": "ord_new"})
    return Keyed(operation, command, refused, code)


_RETURNED: dict[str, Any] = {**ORDER, "order_id": "ord_2"}
_BULK = BulkUpdate(
    domain_id="dom_1",
    order_ids=("ord_1",),
    by="key:1",
    action=SetStatus(status=OrderStatus.SHIPPED, notify_customers=True),
)
COMMANDS = {
    "create": _keyed(
        "create_order",
        CreateOrder(domain_id="dom_1", by="key:1", draft=draft(order_id="mine", order_number=None)),
        "order_exists",
        draft=draft(order_id="ord_1", order_number=None),
    ),
    "status": _keyed(
        "update_status", UpdateStatus(**ORDER, status=OrderStatus.SHIPPED, notify_customer=True)
    ),
    "fulfill": _keyed(
        "create_fulfillment",
        CreateFulfillment(**ORDER, shipment=Shipment(items=(ItemQuantity("pasta", 1),))),
    ),
    "move": _keyed(
        "update_fulfillment",
        UpdateFulfillment(**ORDER, fulfillment_id="sent", status=FulfillmentStatus.IN_TRANSIT),
    ),
    "cancel": _keyed(
        "cancel_order",
        CancelOrder(**ORDER, request=cancellation_request(refund=True, restock=True)),
    ),
    "cancel items": _keyed(
        "cancel_items",
        CancelItems(
            **ORDER,
            request=item_cancellation({"pasta": 1}, refund=True, restock=True),
            notify_customer=True,
        ),
    ),
    "hold": _keyed("hold_order", HoldOrder(**ORDER, request=hold_request(handle="risk-7"))),
    "release": _keyed("release_hold", ReleaseHold(**ORDER, hold_id="hld_line")),
    "comment": _keyed(
        "add_comment",
        AddComment(**ORDER, text="Call first", visibility=CommentVisibility.INTERNAL),
    ),
    "assign": _keyed("assign_order", AssignOrder(**ORDER, user_id="usr_1")),
    "bulk": _keyed(
        "bulk_update",
        _BULK,
        "bulk_failed",
        order_ids=("ord_1", "ord_new"),
        atomic=True,
    ),
    "pay": _keyed(
        "update_payment",
        UpdatePayment(**ORDER, status=PaymentStatus.PAID, amount_captured=Decimal(250)),
    ),
    "refund": _keyed("create_refund", CreateRefund(**ORDER, amount=Decimal(10))),
    "refund units": _keyed(
        "create_refund",
        CreateRefund(**ORDER, items=(ItemQuantity("soup", 1),), notify_customer=True),
    ),
    "return": _keyed(
        "create_return",
        CreateReturn(
            **_RETURNED,
            request=ReturnRequest(
                items=(ReturnRequestItem(id="pasta", quantity=1, reason="unwanted"),)
            ),
        ),
    ),
    "reject": _keyed(
        "update_return",
        UpdateReturn(**_RETURNED, return_id="open", status=ReturnStatus.REJECTED),
    ),
    "receive": _keyed(
        "receive_return",
        ReceiveReturn(
            **_RETURNED,
            return_id="open",
            items=(ReceivedItem(id="soup", quantity=1, condition="resellable"),),
        ),
    ),
    "settle": _keyed(
        "update_refund",
        UpdateRefund(**ORDER, refund_id="asked", status=RefundStatus.SUCCEEDED),
    ),
}


def world() -> World:
    """Return a world with two orders in each of two domains, for which each command succeeds."""
    handed = handed_over(fulfillment("pending", "handed", soup=1))
    fields: dict[str, Any] = {
        "fulfillments": (fulfillment("pending", "sent", pasta=1), handed),
        "payment": payment("paid", 200, (refund(20, id="asked"),)),
        "holds": (hold("hld_line", items=("soup",)),),
    }
    delivered = handed_over(fulfillment("delivered", pasta=2, soup=1))
    with_return: dict[str, Any] = {
        "id": "ord_2",
        "number": "1002",
        "fulfillments": (delivered,),
        "returns": (returned(line="soup", id="open"),),
    }
    return World.of(
        *(
            reachable(domain_id=domain, **order)
            for domain in ("dom_1", "dom_2")
            for order in (fields, with_return)
        )
    )


class Answers:
    """A serializer of numbered answers, so that no two are equal."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def __call__(self, outcome: object) -> bytes:
        self.written.append(f"{len(self.written)}: {outcome}".encode())
        return self.written[-1]


def idempotency_key(
    answers: Answers, key: str = "key", fingerprint: str = "sent"
) -> IdempotencyKey:
    return IdempotencyKey(key, fingerprint, answers)
