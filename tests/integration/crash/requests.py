"""Requests of the callers: which operations there are, and the marks that each one leaves."""

import random
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

from tests.support.order_requests import line_document, order_document

Mark: TypeAlias = tuple[str, ...]
"""A unique trace of a request on an order: a note, an AWB, a reason, a tag or an id."""

UNITS: Final = 4
"""Ordered units of each line."""

LINES: Final = ("iid_0", "iid_1", "iid_2")
TENDERS: Final = {"tnd_card": 100, "tnd_gift": 20}
RECENT: Final = 40
"""Newest entities of a kind that requests are about."""

_OPEN: Final = ("pending", "confirmed", "processing", "shipped")


@frozen
class Request:
    """A request to send."""

    kind: str
    method: str
    path: str
    body: dict[str, Any]


@define
class Known:
    """Entities that the callers have created, with the id of their order.

    ``shipped`` are lines of which units were handed over. A part of a refund is known by the
    refund and its tender, a return with its line.
    """

    orders: list[str] = field(factory=list)
    fulfillments: list[tuple[str, str]] = field(factory=list)
    shipped: list[tuple[str, str]] = field(factory=list)
    refunds: list[tuple[str, str]] = field(factory=list)
    parts: list[tuple[str, str, str]] = field(factory=list)
    holds: list[tuple[str, str]] = field(factory=list)
    returns: list[tuple[str, str, str]] = field(factory=list)

    def note(self, kind: str, made: dict[str, Any]) -> None:
        """Record the entity that a successful request created."""
        if kind == "create":
            self.orders.append(made["order_id"])
        elif kind == "fulfill":
            self.fulfillments.append((made["order"]["order_id"], made["fulfillment"]["id"]))
        elif kind == "move_fulfillment":
            moved = made["fulfillment"]["items"]
            self.shipped += [(made["order"]["order_id"], item["id"]) for item in moved]
        elif kind == "hold":
            self.holds.append((made["order"]["order_id"], made["hold"]["id"]))
        elif kind == "return":
            (item,) = made["return"]["items"]
            self.returns.append((made["order"]["order_id"], made["return"]["id"], item["id"]))
        elif kind in {"refund", "refund_units", "cancel_items"} and made["refund"]:
            refund = made["order"]["order_id"], made["refund"]["id"]
            self.refunds.append(refund)
            # The former release knows no parts.
            self.parts += [(*refund, part["tender_id"]) for part in made["refund"].get("parts", ())]


Draw: TypeAlias = Callable[[Known, random.Random, str], Request]
"""Draws a request with this key."""


def any_order(known: Known, chance: random.Random) -> str:
    """Return the id of one of the newest orders."""
    return chance.choice(known.orders[-RECENT:])


def create(known: Known, chance: random.Random, key: str) -> Request:
    """Create an order whose lines are worth a fraction of a cent a unit."""
    tenders = [
        {"id": id, "method": id, "amount": amount, "reference": key}
        for id, amount in TENDERS.items()
    ]
    request = create_plainly(known, chance, key)
    request.body["payment"]["tenders"] = tenders
    return request


def create_plainly(_: Known, __: random.Random, key: str) -> Request:
    """Create an order as the former release understands it: 120 in total, paid."""
    items = [line_document(id, f"Thing {id}", UNITS, 10) for id in LINES]
    paid = {"status": "paid", "method": "card", "amount_paid": 120}
    sums = {"shipping_total": 10, "tax_total": 0, "discount_total": 10}
    body = order_document(order_id=f"ord_{key}", items=items, payment=paid, **sums)
    return Request("create", "POST", "/orders", body)


def status(known: Known, chance: random.Random, key: str) -> Request:
    """Change an order's status."""
    body = {
        "status": chance.choice(_OPEN),
        "note": key,
        "notify_customer": chance.random() < 0.5,
    }
    return Request("status", "PATCH", f"/orders/{any_order(known, chance)}/status", body)


def fulfill(known: Known, chance: random.Random, key: str) -> Request:
    """Fulfill up to three units of a line."""
    items = [{"id": chance.choice(LINES), "quantity": chance.randint(1, 3)}]
    path = f"/orders/{any_order(known, chance)}/fulfillments"
    return Request("fulfill", "POST", path, {"items": items, "awb": key})


def cancel_fulfillment(known: Known, chance: random.Random, key: str) -> Request:
    """Cancel a fulfillment."""
    if not known.fulfillments:
        return fulfill(known, chance, key)
    order, id = chance.choice(known.fulfillments[-RECENT:])
    path = f"/orders/{order}/fulfillments/{id}/cancel"
    return Request("cancel_fulfillment", "POST", path, {})


def move_fulfillment(known: Known, chance: random.Random, key: str) -> Request:
    """Move a fulfillment on its way, or end it."""
    if not known.fulfillments:
        return fulfill(known, chance, key)
    order, id = chance.choice(known.fulfillments[-RECENT:])
    status = chance.choice(("in_transit", "out_for_delivery", "failed", "returned"))
    path = f"/orders/{order}/fulfillments/{id}"
    return Request("move_fulfillment", "PATCH", path, {"status": status})


def refund(known: Known, chance: random.Random, key: str) -> Request:
    """Refund an amount."""
    body = {"amount": chance.randint(1, 30), "reason": key}
    return Request("refund", "POST", f"/orders/{any_order(known, chance)}/refunds", body)


def refund_units(known: Known, chance: random.Random, key: str) -> Request:
    """Refund units that were handed over, sometimes with shipping."""
    if not known.shipped:
        return move_fulfillment(known, chance, key)
    order, line = chance.choice(known.shipped[-RECENT:])
    items = [{"id": line, "quantity": chance.randint(1, 2)}]
    body: dict[str, Any] = {"items": items, "reason": key}
    if chance.random() < 0.3:
        body["shipping"] = chance.randint(1, 4)
    return Request("refund_units", "POST", f"/orders/{order}/refunds", body)


def settle_refund(known: Known, chance: random.Random, key: str) -> Request:
    """Settle a refund, all of it."""
    if not known.refunds:
        return refund(known, chance, key)
    order, id = chance.choice(known.refunds[-RECENT:])
    body = {"status": chance.choice(("succeeded", "failed"))}
    return Request("settle_refund", "PATCH", f"/orders/{order}/refunds/{id}", body)


def settle_part(known: Known, chance: random.Random, key: str) -> Request:
    """Settle the part of a refund that goes back to one tender."""
    if not known.parts:
        return refund(known, chance, key)
    order, id, tender_id = chance.choice(known.parts[-RECENT:])
    body = {"status": chance.choice(("succeeded", "failed")), "tender_id": tender_id}
    return Request("settle_refund", "PATCH", f"/orders/{order}/refunds/{id}", body)


def cancel_items(known: Known, chance: random.Random, key: str) -> Request:
    """Take units off one line or two."""
    body = {
        "items": [
            {"id": id, "quantity": chance.randint(1, 2)}
            for id in chance.sample(LINES, chance.randint(1, 2))
        ],
        "reason": "other",
        "cancel_reason_details": key,
        "refund": chance.random() < 0.5,
        "restock": chance.random() < 0.5,
    }
    path = f"/orders/{any_order(known, chance)}/items/cancel"
    return Request("cancel_items", "POST", path, body)


def cancel(known: Known, chance: random.Random, key: str) -> Request:
    """Cancel an order, with refund and restock."""
    body = {"reason": "other", "cancel_reason_details": key, "refund": True, "restock": True}
    return Request("cancel", "POST", f"/orders/{any_order(known, chance)}/cancel", body)


def bulk(known: Known, chance: random.Random, key: str) -> Request:
    """Tag several orders, or change their status."""
    orders = [any_order(known, chance) for _ in range(6)]
    if chance.random() < 0.5:
        body = {"order_ids": orders, "action": "add_tags", "data": {"tags": [key]}}
        return Request("bulk_tags", "PATCH", "/orders/bulk", body)
    data = {"status": chance.choice(_OPEN), "note": key}
    atomic = chance.random() < 0.5
    sent: dict[str, Any] = {"order_ids": orders, "action": "update_status", "data": data}
    return Request("bulk_status", "PATCH", "/orders/bulk", {**sent, "atomic": atomic})


OF_THE_FORMER_RELEASE: Final[tuple[Draw, ...]] = (
    *(status,) * 3,
    *(fulfill,) * 3,
    *(refund,) * 2,
    *(move_fulfillment,) * 2,
    cancel_fulfillment,
    settle_refund,
    cancel,
    *(bulk,) * 2,
)
"""Requests that change orders and that the former release understands, by their frequency."""

AT_THE_SALE: Final = (
    *OF_THE_FORMER_RELEASE,
    *(cancel_items,) * 2,
    *(refund_units,) * 3,
    settle_part,
)
"""Requests that change orders, by their frequency, without those of returns, holds and edits."""


def promised(kind: str, key: str, said: dict[str, Any]) -> Iterator[Mark]:
    """Return the marks of a successful request, by its response."""
    if kind == "create":
        yield "created", said["order_id"]
    elif kind == "status" and any(entry["note"] == key for entry in said["timeline"]):
        yield "status", said["order_id"], key
    elif kind == "fulfill":
        yield "fulfillment", said["order"]["order_id"], key
    elif kind in {"refund", "refund_units"}:
        # A refund of nothing, for goods that come back unpaid, is kept but not returned.
        kept = said["order"]["payment"]["refunds"][-1]
        yield "refund", said["order"]["order_id"], kept["id"]
    elif kind == "cancel":
        yield "cancelled", said["order"]["order_id"], key
    elif kind == "cancel_items":
        entry = said["order"]["timeline"][-1]
        yield "items_cancelled", said["order"]["order_id"], entry["id"]
    elif kind == "return":
        yield "return", said["order"]["order_id"], said["return"]["id"]
    elif kind == "receive":
        yield "received", said["order"]["order_id"], said["order"]["timeline"][-1]["id"]
    elif kind == "hold":
        yield "held", said["order"]["order_id"], said["hold"]["id"]
    elif kind == "release":
        yield "released", said["order"]["order_id"], said["hold"]["id"]
    elif kind == "edit":
        yield "edited", said["order"]["order_id"], said["order"]["timeline"][-1]["id"]
    elif kind == "comment":
        yield "comment", said["order"]["order_id"], key
    elif kind == "assign":
        yield "assigned", said["order_id"], key
    elif kind == "bulk_tags":
        yield from (("tag", id, key) for id in said["updated_orders"])
    if kind in {"cancel", "cancel_items"} and said["refund"]:
        yield "refund", said["order"]["order_id"], said["refund"]["id"]
