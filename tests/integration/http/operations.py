"""The operations that take a body, each with one that it accepts."""

from collections.abc import Callable
from time import sleep
from typing import Any, Final

from attrs import frozen

from tests.support import order_requests
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import Server


@frozen
class Operation:
    """One operation; its path names the order, fulfillment and refund to be changed."""

    name: str
    method: str
    path: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return self.name


@frozen
class Subject:
    """An order with a fulfillment and a refund, and whoever may do everything with it."""

    client: Client
    order_id: str
    fulfillment_id: str
    refund_id: str

    def path(self, operation: Operation) -> str:
        """Return where the operation is, on this order."""
        return operation.path.format(
            order=self.order_id, fulfillment=self.fulfillment_id, refund=self.refund_id
        )

    def send(self, operation: Operation, body: bytes, **headers: str) -> Answer:
        """Send any body to an operation."""
        return self.client.call(operation.method, self.path(operation), body, headers=headers)

    def good_body(self, operation: Operation) -> dict[str, Any]:
        """Return what the operation accepts."""
        if operation is BULK:
            return {"order_ids": [self.order_id], **operation.body}
        return operation.body

    def send_good(self, operation: Operation, **headers: str) -> Answer:
        """Send what the operation accepts."""
        return self.send(operation, to_json(self.good_body(operation)), **headers)

    def state(self) -> tuple[bytes, bytes]:
        """Return all that could change: the order in whole, and the list of orders."""
        detail = allowed(lambda: self.client.get(f"/orders/{self.order_id}"))
        return detail.body, allowed(lambda: self.client.get("/orders")).body


def allowed(call: Callable[[], Answer]) -> Answer:
    """Make a call, and again until the domain may make so many."""
    while (answer := call()).status == 429:
        sleep(0.1)
    return answer


STATUS: Final = Operation("status", "PATCH", "/orders/{order}/status", {"status": "processing"})
PAYMENT: Final = Operation(
    "payment", "PATCH", "/orders/{order}/payment", {"status": "paid", "amount_captured": 200}
)
FULFILL: Final = Operation(
    "fulfill",
    "POST",
    "/orders/{order}/fulfillments",
    {"items": [{"id": "iid_001", "quantity": 1}]},
)
UPDATE_FULFILLMENT: Final = Operation(
    "update_fulfillment", "PATCH", "/orders/{order}/fulfillments/{fulfillment}", {"awb": "1Z9"}
)
CANCEL_FULFILLMENT: Final = Operation(
    "cancel_fulfillment", "POST", "/orders/{order}/fulfillments/{fulfillment}/cancel", {}
)
CANCEL: Final = Operation("cancel", "POST", "/orders/{order}/cancel", {"reason": "fraud"})
REFUND: Final = Operation("refund", "POST", "/orders/{order}/refunds", {"amount": 10})
UPDATE_REFUND: Final = Operation(
    "update_refund", "PATCH", "/orders/{order}/refunds/{refund}", {"status": "succeeded"}
)
CREATE: Final = Operation("create", "POST", "/orders", order_requests.document())
BULK: Final = Operation(
    "bulk", "PATCH", "/orders/bulk", {"action": "add_tags", "data": {"tags": ["gift"]}}
)

CHANGES: Final = (
    STATUS,
    PAYMENT,
    FULFILL,
    UPDATE_FULFILLMENT,
    CANCEL_FULFILLMENT,
    CANCEL,
    REFUND,
    UPDATE_REFUND,
)
"""Those that change a single order."""

ALL: Final = (*CHANGES, CREATE, BULK)


def subject_on(server: Server) -> Subject:
    """Make an order that every operation could change, in a domain of its own; at version 3."""
    client = server.client()
    paid = {"status": "paid", "method": "card", "amount_paid": 100}
    order = order_requests.created(client, payment=paid)
    fulfillment, refund = (
        order_requests.shipped(client, order),
        order_requests.refunded(client, order, 5),
    )
    return Subject(client, order["order_id"], fulfillment["id"], refund["id"])
