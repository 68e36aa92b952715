"""The contract's tables, typed out from its text: what the tests hold the domain against."""

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
"""What a status may become, by rule set."""

WAY = ["pending", "in_transit", "out_for_delivery", "delivered"]
"""A fulfillment's way, which it goes forward only."""

GIVES_BACK = ["failed", "returned", "cancelled"]
UNDER_WAY = ["pending", "in_transit", "out_for_delivery"]
FINAL = ["delivered", "failed", "returned", "cancelled"]
FULFILLMENT_STATUSES = WAY + GIVES_BACK

PAYMENT_MAY_BECOME = {
    "pending": {"pending", "authorized", "paid", "failed", "voided"},
    "authorized": {"authorized", "paid", "failed", "voided"},
    "failed": {"failed", "pending", "authorized", "paid", "voided"},
    "paid": {"paid"},
    "voided": {"voided"},
}


def transition(may_become: Mapping[str, Set[str]], current: str, target: str) -> str:
    """Return ``ok``, or the code with which a status is refused."""
    ways = may_become[current]
    if not ways:
        return "order_is_closed"
    return "ok" if target == current or target in ways else "transition_not_allowed"


LEFT = ["in_transit", "out_for_delivery", "delivered", "failed", "returned"]
"""What a courier or a seller says of a fulfillment that was handed over."""


def is_ahead(current: str, target: str, *, was_handed_over: bool = False) -> bool:
    """Tell whether a fulfillment may still become that."""
    if current in FINAL:
        return was_handed_over and current in {"failed", "cancelled"} and target == "returned"
    return target in GIVES_BACK or WAY.index(target) > WAY.index(current)


def fulfillment_move(current: str, target: str, *, was_handed_over: bool = False) -> str:
    """Return ``ok``, or the code with which a fulfillment's status is refused."""
    if target == current or is_ahead(current, target, was_handed_over=was_handed_over):
        return "ok"
    return "fulfillment_is_final" if current in FINAL else "transition_not_allowed"


def financial_status(status: str, total: int, captured: int, refunded: int) -> str:
    """Return what the money adds up to, in the smallest amounts of any currency."""
    first_match = [
        (total == 0 and status == "paid", "paid"),
        (status == "voided", "voided"),
        (captured == 0 and status == "authorized", "authorized"),
        (captured == 0, "pending"),
        (refunded >= captured, "refunded"),
        (refunded > 0, "partially_refunded"),
        (captured < total, "partially_paid"),
        (True, "paid"),
    ]
    return next(name for holds, name in first_match if holds)
