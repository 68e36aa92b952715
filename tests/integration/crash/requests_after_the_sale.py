"""Requests of the callers after the sale: returns, holds, edits, comments and assignment."""

import random
from typing import Any, Final

from tests.integration.crash.requests import (
    LINES,
    RECENT,
    Draw,
    Known,
    Request,
    any_order,
    move_fulfillment,
)

_CONDITIONS: Final = ("resellable", "resellable", "damaged", "missing")
_ENDS: Final = ("approve", "approve", "reject", "close", "close", "cancel")


def hold(known: Known, chance: random.Random, key: str) -> Request:
    """Hold a line, or sometimes the order."""
    body: dict[str, Any] = {"reason": "other", "handle": key}
    if chance.random() < 0.7:
        body["items"] = [chance.choice(LINES)]
    return Request("hold", "POST", f"/orders/{any_order(known, chance)}/holds", body)


def release(known: Known, chance: random.Random, key: str) -> Request:
    """Release a hold, which may be released already."""
    if not known.holds:
        return hold(known, chance, key)
    order, id = chance.choice(known.holds[-RECENT:])
    return Request("release", "DELETE", f"/orders/{order}/holds/{id}", {})


def create_return(known: Known, chance: random.Random, key: str) -> Request:
    """Ask for the return of units that were handed over."""
    if not known.shipped:
        return move_fulfillment(known, chance, key)
    order, line = chance.choice(known.shipped[-RECENT:])
    items = [{"id": line, "quantity": chance.randint(1, 2), "reason": "unwanted"}]
    return Request("return", "POST", f"/orders/{order}/returns", {"items": items, "note": key})


def end_return(known: Known, chance: random.Random, key: str) -> Request:
    """Approve a return, or end it."""
    if not known.returns:
        return create_return(known, chance, key)
    order, id, _ = chance.choice(known.returns[-RECENT:])
    path = f"/orders/{order}/returns/{id}/{chance.choice(_ENDS)}"
    return Request("end_return", "POST", path, {})


def receive(known: Known, chance: random.Random, key: str) -> Request:
    """Receive one or two units of a return."""
    if not known.returns:
        return create_return(known, chance, key)
    order, id, line = chance.choice(known.returns[-RECENT:])
    came = {"id": line, "quantity": chance.randint(1, 2), "condition": chance.choice(_CONDITIONS)}
    path = f"/orders/{order}/returns/{id}/receive"
    return Request("receive", "POST", path, {"items": [came]})


def edit(known: Known, chance: random.Random, key: str) -> Request:
    """Edit the note, and sometimes the customer's e-mail address."""
    body: dict[str, Any] = {"note": key}
    if chance.random() < 0.3:
        body["customer"] = {"email": f"{key}@shop.example"}
    return Request("edit", "POST", f"/orders/{any_order(known, chance)}/edits", body)


def comment(known: Known, chance: random.Random, key: str) -> Request:
    """Comment on an order."""
    body = {"text": key, "visibility": chance.choice(("internal", "customer"))}
    return Request("comment", "POST", f"/orders/{any_order(known, chance)}/comments", body)


def assign(known: Known, chance: random.Random, key: str) -> Request:
    """Assign an order, to another user each time."""
    path = f"/orders/{any_order(known, chance)}/assignee"
    return Request("assign", "PATCH", path, {"user_id": key})


AFTER_THE_SALE: Final[tuple[Draw, ...]] = (
    hold,
    *(release,) * 2,
    *(create_return,) * 2,
    end_return,
    *(receive,) * 2,
    edit,
    comment,
    assign,
)
"""Requests that change orders, by their frequency."""
