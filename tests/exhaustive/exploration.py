"""Exploration of every state of an order: every operation is tried on every state.

A state is all that operations depend on. Two orders are one state if they differ only in their
timelines, ids or fulfillments that were never handed over or were returned; test_irrelevant_parts
shows that these make no difference. Lost units can be shipped again without end, so an order with
lost units is not fulfilled again if units are followed.

Operations on goods do not touch money, and operations on money do not touch goods; only a
cancellation depends on both. Goods are therefore explored with a few initial payments, and money
with a few initial fulfillments. The checks assert this separation at every step.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import product
from typing import TypeAlias

from attrs import evolve
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import (
    ensure_anything_remains,
    ensure_fulfillable,
    ensure_moves,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus, Refund, RefundStatus
from seller_orders.domain.payment_policy import ensure_payment_update, ensure_refundable
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.stock import RestockCause, restocked_units
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import TransitionRules
from seller_orders.testing.sample_order import CREATED, LATER

Step: TypeAlias = tuple[str, Order]
"""Name of an operation, and the order after it."""

Steps: TypeAlias = Callable[[Order], Iterator[Step]]

RuleSets: TypeAlias = Mapping[str, TransitionRules]
"""Rule sets by name."""

_LOST = frozenset({FulfillmentStatus.FAILED, FulfillmentStatus.CANCELLED})
_CHANGE = Change(id="evt_new", at=LATER, by="key:1")
_REPORTS = [
    *(
        CourierReport(status=status, occurred_at=LATER)
        for status in FulfillmentStatus
        if status not in {FulfillmentStatus.PENDING, FulfillmentStatus.CANCELLED}
    ),
    CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True),
]


def explore(
    starts: Iterable[Order],
    steps: Steps,
    check: Callable[[Order, str, Order], None],
    *,
    follows_units: bool = True,
) -> dict[object, Order]:
    """Return an order of each state that the steps reach, by its state.

    ``check`` is called for every step with the order before it, its name and the order after it.
    Without ``follows_units``, orders that differ only in hand-overs, losses and restocks are one
    state, which makes larger orders affordable.
    """
    known = {state(start, follows_units=follows_units): start for start in starts}
    ahead = list(known.values())
    while ahead:
        before = ahead.pop()
        for name, after in steps(before):
            check(before, name, after)
            if after is before:
                continue
            reached = state(after, follows_units=follows_units)
            if reached not in known:
                kept = after if follows_units else _without_hand_overs(after)
                known[reached] = reduced(kept)
                ahead.append(known[reached])
    return known


def _without_hand_overs(order: Order) -> Order:
    active = (each for each in order.fulfillments if each.is_active)
    fulfillments = tuple(evolve(each, handed_over_at=None) for each in active)
    return evolve(order, fulfillments=fulfillments, restocks=())


def state(order: Order, *, follows_units: bool = True) -> object:
    """Return everything that operations depend on; lines of equal quantity are interchangeable."""
    payment = order.payment
    refunds = sorted(
        (each.amount.units, each.owed.units, each.status)
        for each in payment.refunds
        if each.status is not RefundStatus.FAILED
    )
    goods = [_goods(order, line_ids, follows_units) for line_ids in _line_sequences(order)]
    return (
        order.status,
        min(goods),
        order.cancellation and order.cancellation.restocked,
        payment.status,
        payment.captured.units,
        tuple(refunds),
        payment.refunded_at_cancellation.units,
        tuple(sorted((each.id, each.amount.units, each.status) for each in payment.tenders)),
    )


def _goods(order: Order, line_ids: tuple[str, ...], follows_units: bool) -> tuple[object, ...]:
    shipped = sorted(
        (
            each.status.value,
            follows_units and each.was_handed_over,
            *_units(each, line_ids),
        )
        for each in order.fulfillments
        if each.is_active or (follows_units and is_lost(each))
    )
    if not follows_units or not order.restocks:
        return (*shipped, *(0 for _ in line_ids))
    back = restocked_units(order.restocks)
    return (*shipped, *(back[line_id] for line_id in line_ids))


def _is_in_state(fulfillment: Fulfillment) -> bool:
    return fulfillment.is_active or is_lost(fulfillment)


def is_lost(fulfillment: Fulfillment) -> bool:
    """Return whether a courier had the shipment and neither delivered nor returned it."""
    return fulfillment.status in _LOST and fulfillment.was_handed_over


def _units(fulfillment: Fulfillment, line_ids: tuple[str, ...]) -> Iterator[int]:
    units = {item.id: item.quantity for item in fulfillment.shipment.items}
    return (units.get(line_id, 0) for line_id in line_ids)


def _line_sequences(order: Order) -> list[tuple[str, ...]]:
    ids = tuple(line.id for line in order.lines)
    kinds = {(line.quantity, line.requires_shipping) for line in order.lines}
    are_interchangeable = len(ids) > 1 and len(kinds) == 1
    return [ids, ids[::-1]] if are_interchangeable else [ids]


def reduced(order: Order) -> Order:
    """Return an order of the same state without anything that the state leaves out."""
    payment = order.payment
    kept = [each for each in payment.refunds if each.status is not RefundStatus.FAILED]
    kept_fulfillments = [each for each in order.fulfillments if _is_in_state(each)]
    return evolve(
        order,
        version=1,
        timeline=(),
        tags=(),
        attributes={},
        external_ids={},
        fulfillments=tuple(evolve(each, id=f"ful_{n}") for n, each in enumerate(kept_fulfillments)),
        restocks=tuple(
            evolve(each, cause=RestockCause.REQUEST, cause_id=f"evt_{n}")
            for n, each in enumerate(order.restocks)
        ),
        payment=evolve(
            payment, refunds=tuple(evolve(each, id=f"rfd_{n}") for n, each in enumerate(kept))
        ),
    )


def steps_of_goods(rule_sets: RuleSets) -> Steps:
    """Return every operation on status, fulfillments, stock and tags, and every cancellation.

    Status changes and cancellations are tried under each rule set; their names end with its name.
    """

    def steps(order: Order) -> Iterator[Step]:
        yield from _moves(order, rule_sets)
        yield from _shipments(order)
        yield from _updates(order)
        yield from _cancellations(order, rule_sets, [None])
        yield from _restocks(order)
        yield "tag", order.add_tags(["vip"], _CHANGE)
        yield "label", order.set_attributes({"gift": "yes"}, _CHANGE)
        yield "label", order.set_external_ids({"erp": "SO-17"}, _CHANGE)

    return steps


def steps_of_money(rule_sets: RuleSets) -> Steps:
    """Return every operation on payment, refunds and status, and every cancellation.

    Status changes and cancellations are tried under each rule set; their names end with its name.
    """

    def steps(order: Order) -> Iterator[Step]:
        yield from _moves(order, rule_sets)
        yield from _payments(order)
        yield from _refunds(order)
        sums = (Money(units, order.currency).amount for units in _sums(order))
        yield from _cancellations(order, rule_sets, [None, *sums])

    return steps


def _moves(order: Order, rule_sets: RuleSets) -> Iterator[Step]:
    for (rule_set, rules), status in product(rule_sets.items(), OrderStatus):
        allowed = ensure_transition(order.status, status, rules)
        yield from _if(allowed, f"move by {rule_set}", lambda to: order.move_to(to, _CHANGE))


def _shipments(order: Order) -> Iterator[Step]:
    # Requests go up to one unit more than ordered, which must be refused.
    if any(is_lost(each) for each in order.fulfillments):
        return
    ranges = [range(line.quantity + 2) for line in order.lines]
    for counts in product(*ranges):
        items = [
            ItemQuantity(line.id, count)
            for line, count in zip(order.lines, counts, strict=True)
            if count
        ]
        if items:
            yield from _if(
                ensure_fulfillable(order, items, LATER),
                "fulfill",
                lambda items: _ship(order, items),
            )
    yield from _if(
        ensure_anything_remains(order, LATER), "fulfill the rest", lambda items: _ship(order, items)
    )


def _ship(order: Order, items: tuple[ItemQuantity, ...]) -> Order:
    made = Fulfillment(
        id="ful_new", shipment=Shipment(items=items), created_at=CREATED, updated_at=CREATED
    )
    return order.add_fulfillment(made, _CHANGE)


def _updates(order: Order) -> Iterator[Step]:
    # Equal fulfillments behave alike, so one of them is enough.
    different = {
        (each.status, each.was_handed_over, each.shipment.items): each
        for each in order.fulfillments
    }
    for each in different.values():
        for status in FulfillmentStatus:
            yield from _if(
                ensure_moves(each, status), "update a fulfillment", partial(_update, order, each)
            )
        for report in _REPORTS:
            yield "a courier's report", record_report(order, each, report, _CHANGE)


def _cancellations(
    order: Order, rule_sets: RuleSets, amounts: Sequence[Decimal | None]
) -> Iterator[Step]:
    flags = [False, True]
    for rule_set, amount, refund, restock in product(rule_sets, amounts, flags, flags):
        request = CancellationRequest(
            reason=CancelReason.FRAUD, refund=refund, refund_amount=amount, restock=restock
        )
        allowed = ensure_cancellable(order, request, rule_sets[rule_set])
        yield from _if(
            allowed, f"cancel by {rule_set}", lambda terms: order.cancel(terms, "rfd_new", _CHANGE)
        )


def _restocks(order: Order) -> Iterator[Step]:
    items = [ItemQuantity(line.id, line.quantity) for line in order.lines]
    allowed = ensure_restorable(order, items)
    yield from _if(allowed, "restock", lambda units: order.restock(units, _CHANGE))


def _payments(order: Order) -> Iterator[Step]:
    sums = [None, Money.zero(order.currency), *(Money(n, order.currency) for n in _sums(order))]
    for status, captured in product(PaymentStatus, sums):
        allowed = ensure_payment_update(
            order.payment, order.total, status, captured, overpayment=True
        )
        yield from _if(allowed, "update the payment", lambda to: order.update_payment(to, _CHANGE))


def _refunds(order: Order) -> Iterator[Step]:
    for units in _sums(order):
        allowed = ensure_refundable(order.payment, Money(units, order.currency))
        yield from _if(
            allowed,
            "request a refund",
            lambda amount: order.request_refund(
                Refund(id="rfd_new", amount=amount, created_at=LATER), _CHANGE
            ),
        )
    for refund, status in product(order.payment.refunds, RefundStatus):
        yield from _if(
            ensure_settles(refund, status),
            "settle a refund",
            partial(_settle, order, refund),
        )


def _update(order: Order, fulfillment: Fulfillment, status: FulfillmentStatus) -> Order:
    return order.update_fulfillment(fulfillment, status, fulfillment.shipment.tracking, _CHANGE)


def _settle(order: Order, refund: Refund, status: RefundStatus) -> Order:
    return order.settle_refund(refund, status, _CHANGE)


def _sums(order: Order) -> range:
    step = order.total.units // sum(line.quantity for line in order.lines) or 1
    return range(step, order.total.units + 2 * step, step)


def _if(allowed: Result[object, Refusal], name: str, act: Callable[..., Order]) -> Iterator[Step]:
    if is_successful(allowed):
        yield name, act(allowed.unwrap())
