"""Tables of the contract, written by hand: the reference that tests compare the domain with."""

from collections.abc import Mapping, Set

STATUSES = "pending confirmed processing shipped delivered cancelled refunded".split()

MAY_BECOME: dict[str, dict[str, set[str]]] = {
    "open": {
        "pending": set(STATUSES),
        "confirmed": set(STATUSES),
        "processing": set(STATUSES),
        "shipped": set(STATUSES),
        "delivered": set(),
        "cancelled": set(),
        "refunded": set(STATUSES),
    },
    "forward": {
        "pending": {"confirmed", "processing", "shipped", "delivered", "cancelled"},
        "confirmed": {"processing", "shipped", "delivered", "cancelled", "refunded"},
        "processing": {"shipped", "delivered", "cancelled", "refunded"},
        "shipped": {"delivered", "refunded"},
        "delivered": {"refunded"},
        "cancelled": set(),
        "refunded": set(),
    },
}
"""Statuses that each status may become, by rule set."""

ACTIVE = ["pending", "in_transit", "out_for_delivery", "delivered"]
"""Statuses of an active fulfillment, in their sequence."""

INACTIVE = ["failed", "returned", "cancelled"]
UNDER_WAY = ["pending", "in_transit", "out_for_delivery"]
FINAL = ["delivered", "failed", "returned", "cancelled"]
FULFILLMENT_STATUSES = ACTIVE + INACTIVE

RESTOCK_CAUSES = ["cancellation", "fulfillment", "items_cancelled", "request"]

RETURN_MAY_BECOME: dict[str, set[str]] = {
    "requested": {"approved", "received", "rejected", "cancelled"},
    "approved": {"received", "rejected", "cancelled"},
    "received": {"received", "closed"},
    "closed": set(),
    "rejected": set(),
    "cancelled": set(),
}
"""Statuses that each status of a return may become."""

RETURNS_UNDER_WAY = ["requested", "approved", "received"]
RETURN_CONDITIONS = ["resellable", "damaged", "missing", "wrong_item"]
RESTOCKED_CONDITIONS = ["resellable"]

PAYMENT_MAY_BECOME = {
    "pending": {"pending", "authorized", "paid", "failed", "voided"},
    "authorized": {"authorized", "paid", "failed", "voided"},
    "failed": {"failed", "pending", "authorized", "paid", "voided"},
    "paid": {"paid"},
    "voided": {"voided", "paid"},
}


def transition(may_become: Mapping[str, Set[str]], current: str, target: str) -> str:
    """Return ``ok``, or the code that refuses the status."""
    targets = may_become[current]
    if not targets:
        return "order_is_closed"
    return "ok" if target == current or target in targets else "transition_not_allowed"


RECORDS_HAND_OVER = ["in_transit", "out_for_delivery", "delivered", "failed", "returned"]
"""Statuses that record a hand-over."""


def can_become(current: str, target: str, *, was_handed_over: bool = False) -> bool:
    """Return whether a fulfillment may change to another status."""
    if current in FINAL:
        return was_handed_over and current in {"failed", "cancelled"} and target == "returned"
    return target in INACTIVE or ACTIVE.index(target) > ACTIVE.index(current)


def fulfillment_move(current: str, target: str, *, was_handed_over: bool = False) -> str:
    """Return ``ok``, or the code that refuses the fulfillment's status."""
    if target == current or can_become(current, target, was_handed_over=was_handed_over):
        return "ok"
    return "fulfillment_is_final" if current in FINAL else "transition_not_allowed"


def return_move(current: str, target: str) -> str:
    """Return ``ok``, or the code that refuses the status of a return."""
    targets = RETURN_MAY_BECOME[current]
    if target == current or target in targets:
        return "ok"
    return "transition_not_allowed" if targets else "return_is_final"


def financial_status(status: str, total: int, captured: int, refunded: int) -> str:
    """Return the financial status; amounts are integers of any unit."""
    first_match = [
        (total == 0 and refunded == 0 and status == "paid", "paid"),
        (status == "voided", "voided"),
        (captured == 0 and status == "authorized", "authorized"),
        (captured == 0, "pending"),
        (refunded >= captured, "refunded"),
        (refunded > 0, "partially_refunded"),
        (captured < total, "partially_paid"),
        (True, "paid"),
    ]
    return next(name for holds, name in first_match if holds)


def balance(total: int, credited: int, captured: int, refunded: int, goodwill: int) -> int:
    """Return the balance of an order without a cancellation; amounts are integers of any unit."""
    kept = captured - refunded
    difference = total - credited - kept
    if difference > goodwill:
        return difference - goodwill
    if difference >= 0:
        return 0
    return difference if kept > -difference else -kept


def balance_after_cancellation(refunded_then: int, refunded_now: int) -> int:
    """Return the balance once a cancellation is recorded: what failed refunds leave owed."""
    return -(refunded_then - refunded_now) if refunded_then > refunded_now else 0
