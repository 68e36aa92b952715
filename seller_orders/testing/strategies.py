"""Hypothesis strategies for every value of the domain, up to full, valid orders.

A draw from a new strategy takes much longer than a draw from one that has been used. So parts that
depend on other parts are made of strategies that do not: a number of any size is drawn, and its
remainder is the choice.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Any, TypeAlias, TypeVar

from attrs import AttrsInstance, evolve, fields_dict
from hypothesis import strategies as st

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.draft import (
    AdjustmentDraft,
    FulfillmentDraft,
    LineDraft,
    OrderDraft,
    PaymentDraft,
    RefundDraft,
    RefundedItemDraft,
    RefundPartDraft,
    TaxLineDraft,
    TenderDraft,
)
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.domain.order_return import (
    UNDER_WAY,
    ReceivedUnits,
    Return,
    ReturnedItem,
    ReturnStatus,
    ShippedUnits,
)
from seller_orders.domain.payment import (
    Payment,
    PaymentStatus,
    Refund,
    RefundedItem,
    RefundPart,
    RefundStatus,
    status_of_parts,
)
from seller_orders.domain.return_rules import RETURN_CONDITIONS, RETURN_REASONS
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.tax_line import TaxLine, rate_of
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.domain.values import (
    Address,
    Coordinates,
    Customer,
    DeliveryPerson,
    Recipient,
    Tracking,
)

Draft = TypeVar("Draft", bound=AttrsInstance)
_Parts: TypeAlias = st.SearchStrategy[dict[str, Any]]

STEPS = {"JPY": 10_000, "INR": 100, "USD": 100, "KWD": 10, "CLF": 1, "DEM": 100, "TRL": 10_000}
"""The smallest amount of a currency, in ten-thousandths of its unit."""

MAX_UNITS = 10**16 - 1
GIVES_BACK = {FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED, FulfillmentStatus.CANCELLED}
ENDED = GIVES_BACK | {FulfillmentStatus.DELIVERED}

currencies = st.sampled_from(sorted(STEPS))
_booleans = st.booleans()
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
moments = st.builds(
    lambda *since: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(*since),
    st.integers(0, 36_524),
    st.integers(0, 86_399),
    st.just(0) | st.integers(0, 999_999),
)
"""Times of a century by their day, second and microsecond."""

optional_moments = st.none() | moments
spans = st.lists(moments, min_size=2, max_size=2).map(sorted)


@cache
def identifiers() -> st.SearchStrategy[str]:
    """Return ids: mostly short, some of the maximum length."""
    short = st.text(ascii_letters + digits + "._-", min_size=1, max_size=12)
    return short | st.just("Z" * 64)


@cache
def texts(length: int, least: int = 1) -> st.SearchStrategy[str]:
    """Return texts of up to ``length`` characters, some of them awkward."""
    awkward = ["a\r\nb", "'; --\\%_", "Ωmega ﬁ İß", "日本 🚲", "\u202e\ufeff", "é" * length]
    usual = st.text(characters, min_size=least, max_size=min(length, 12))
    return usual | st.sampled_from([text for text in awkward if len(text) <= length])


@cache
def optional_texts(length: int) -> st.SearchStrategy[str | None]:
    """Return texts that may be empty, and None."""
    return st.none() | texts(length, least=0)


phones = st.none() | st.just("+918765432109") | texts(32, least=0)
web_addresses = st.builds(
    "{}://{}.example{}{}".format,
    st.sampled_from(["http", "https"]),
    st.text(ascii_lowercase, min_size=1, max_size=8),
    st.sampled_from(["", ":8080"]),
    st.just("") | st.text(ascii_letters + digits + "._~?=&%-", max_size=12).map("/{}".format),
)


_sizes = st.integers(0, 100_000) | st.integers(0, MAX_UNITS) | st.just(-1)
"""Numbers whose remainder is mostly small, sometimes the largest."""


def money(currency: str, least: int = 0, most: int = MAX_UNITS) -> st.SearchStrategy[Money]:
    """Return amounts from ``least`` to ``most`` ten-thousandths: mostly small, some at the edge."""
    step = STEPS[currency]
    low, high = -(-least // step), most // step
    return _sizes.map(lambda size: Money((low + size % (high - low + 1)) * step, currency))


coordinates = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
languages = st.sampled_from(["de", "de-CH", "hi", "zh-Hant-TW", "sl-rozaj-biske", "x-shop"])


@cache
def foreign_identifiers() -> st.SearchStrategy[str | None]:
    """Return ids of other systems: any text without control characters, and None."""
    known = st.sampled_from(["gid://shopify/Customer/1", "ana@example.com", "Ö-1 №7", "é" * 255])
    plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    return st.none() | identifiers() | known | plain


def _address(fields: dict[str, Any]) -> Address:
    is_known = any(value is not None for value in fields.values())
    return Address(**(fields if is_known else {"city": "Pune"}))


addresses = st.builds(
    dict,
    line1=st.none() | texts(500),
    city=st.none() | texts(500),
    country_code=st.none() | st.sampled_from(sorted(COUNTRY_CODES)),
    type=optional_texts(500),
    name=optional_texts(200),
    phone=phones,
    line2=optional_texts(500),
    state=optional_texts(500),
    postal_code=optional_texts(500),
    country=optional_texts(500),
    coordinates=st.none() | coordinates,
    company=optional_texts(500),
).map(_address)
optional_addresses = st.none() | addresses
customers = st.builds(
    Customer,
    id=foreign_identifiers(),
    name=texts(200),
    email=optional_texts(500),
    phone=phones,
    company=optional_texts(500),
    language=st.none() | languages,
)
recipients = st.builds(Recipient, name=texts(200), phone=phones, address=optional_addresses)
delivery_people = st.builds(DeliveryPerson, name=texts(200), phone=phones)
trackings = st.builds(Tracking, awb=optional_texts(500), url=st.none() | web_addresses)
order_numbers = texts(500).map(normalized_number).filter(lambda number: 1 <= len(number) <= 500)
more_trackings = st.lists(trackings.filter(lambda each: bool(each.awb)), max_size=2).map(tuple)
keys = texts(100).filter(lambda text: ":" not in text)
attributes = st.dictionaries(keys, optional_texts(2000).map(lambda text: text or ""), max_size=3)


tags = st.lists(texts(64), unique=True, max_size=4).map(tuple)


_prefixes = st.sampled_from(["gid://shop/Order/", "Ωmega ﬁ İß:", "日本 🚲 ", "é" * 191])
_external_ids = st.dictionaries(keys, _prefixes, max_size=3)
"""Beginnings of external ids. They end with the order's id, so a domain has each of them once."""


_quantity_sizes = st.integers(0, 4) | st.integers(0, 999) | st.just(-1)


def quantities(most: int = 10**9) -> st.SearchStrategy[int]:
    """Return numbers of units, mostly small."""
    return _quantity_sizes.map(lambda size: 1 + size % most)


_price_sizes = st.tuples(
    st.booleans(), st.integers(0, 10**8) | st.integers(0, MAX_UNITS * 100) | st.just(-1)
)


def unit_prices(currency: str, most: int) -> st.SearchStrategy[UnitPrice]:
    """Return prices of up to ``most`` ten-thousandths, many with six decimals."""
    # Half a minor unit less, so that the price of all units is not rounded above the limit.
    limit = max(0, most - STEPS[currency]) * 100

    def price(is_exact: bool, size: int) -> UnitPrice:
        step = 1 if is_exact else STEPS[currency] * 100
        return UnitPrice(size % (limit // step + 1) * step, currency)

    return _price_sizes.map(lambda drawn: price(*drawn))


_ids = st.lists(identifiers(), unique=True, max_size=3)
_line_ids = st.lists(identifiers(), unique=True, min_size=1, max_size=3)
_quantities = quantities()
_line_parts: _Parts = st.fixed_dictionaries(
    {
        "product_id": foreign_identifiers(),
        "sku": foreign_identifiers(),
        "name": texts(500),
        "requires_shipping": st.sampled_from([True, True, False]),
        "attributes": attributes,
    }
)


def _lines(draw: st.DrawFn, currency: str, most: int) -> tuple[LineItem, ...]:
    """Draw lines with unique ids and a total of at most ``most``."""
    ids = draw(_line_ids)
    lines = []
    for id in ids:
        quantity = draw(_quantities)
        price = draw(unit_prices(currency, most // len(ids) // quantity))
        gross = price.extended(quantity)
        amounts = money(currency, most=gross)
        line = LineItem(
            id=id,
            quantity=quantity,
            selling_price=price,
            discount=draw(amounts) if draw(_booleans) else Money.zero(currency),
            tax=draw(amounts) if draw(_booleans) else None,
            **draw(_line_parts),
        )
        lines.append(_partly_cancelled(draw, line) if draw(_booleans) else line)
    return tuple(lines)


def _partly_cancelled(draw: st.DrawFn, line: LineItem) -> LineItem:
    """Draw units that were taken off a line; at most they were worth its total."""
    units = draw(quantities(line.quantity))
    asked, aside = draw(quantities(units + 1)) - 1, draw(quantities(units + 1)) - 1
    return evolve(
        line,
        cancelled_quantity=units,
        cancelled_worth=draw(money(line.selling_price.currency, most=line.total_units)),
        restock_requested_quantity=asked,
        set_aside_quantity=min(aside, units - asked) if line.requires_shipping else 0,
    )


@cache
def tax_lines_of(currency: str) -> st.SearchStrategy[tuple[TaxLine, ...]]:
    """Return tax lines, which need not fit the order's tax."""
    line = st.builds(
        TaxLine,
        title=texts(500),
        rate=st.decimals(0, 10**12 - 1, places=6).map(lambda rate: rate_of(rate).unwrap()),
        amount=money(currency),
    )
    return st.lists(line, max_size=2).map(tuple)


_adjustment_parts = st.lists(
    st.tuples(
        st.sampled_from(AdjustmentKind),
        optional_texts(500),
        st.sampled_from([1, -1]),
    ),
    max_size=2,
)


def _adjustments(draw: st.DrawFn, currency: str, most: int) -> tuple[Adjustment, ...]:
    """Draw adjustments of at most ``most`` ten-thousandths, up and down, together."""
    sizes = money(currency, most=most // 2)
    return tuple(
        Adjustment(kind=kind, label=label, amount=SignedMoney(sign * draw(sizes).units, currency))
        for kind, label, sign in draw(_adjustment_parts)
    )


_positions = st.lists(st.integers(0, 2), unique=True, min_size=1, max_size=3)
_shipment_parts: _Parts = st.fixed_dictionaries(
    {
        "shipping_method": optional_texts(500),
        "provider_id": st.none() | identifiers(),
        "tracking": trackings,
        "more_tracking": more_trackings,
        "delivery_person": st.none() | delivery_people,
        "customer": st.none() | recipients,
        "pickup_address": optional_addresses,
    }
)


def _shipment(draw: st.DrawFn, available: dict[str, int]) -> Shipment:
    """Draw a shipment of lines, by the units that are available of each."""
    lines = sorted(available)
    ids = dict.fromkeys(lines[position % len(lines)] for position in draw(_positions))
    items = tuple(ItemQuantity(id, draw(quantities(available[id]))) for id in ids)
    return Shipment(items=items, **draw(_shipment_parts))


_states_of_cancelled = st.sampled_from(sorted(ENDED))
_inactive_states = st.sampled_from(sorted(GIVES_BACK))
_states = st.sampled_from(FulfillmentStatus)
_reports = st.integers(0, 9)


def _fulfillments(
    draw: st.DrawFn, lines: Sequence[LineItem], status: OrderStatus
) -> tuple[Fulfillment, ...]:
    """Draw fulfillments within the lines' units; inactive ones may have any number of units."""
    to_ship = {line.id: line.quantity for line in lines if line.requires_shipping}
    left = {line.id: line.to_ship - line.cancelled_quantity for line in lines if line.to_ship}
    possible = _states_of_cancelled if status is OrderStatus.CANCELLED else _states
    made = []
    for id in draw(_ids) if to_ship else ():
        at = draw(possible if any(left.values()) else _inactive_states)
        gave_back = at in GIVES_BACK
        available = to_ship if gave_back else {id: units for id, units in left.items() if units}
        shipment = _shipment(draw, available)
        for item in () if gave_back else shipment.items:
            left[item.id] -= item.quantity
        created_at, updated_at = draw(spans)
        made.append(
            Fulfillment(
                id=id,
                status=at,
                shipment=shipment,
                handed_over_at=draw(optional_moments),
                report_count=draw(_reports),
                created_at=created_at,
                updated_at=updated_at,
            )
        )
    return tuple(made)


_tender_parts: _Parts = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["card", "gift_card"]) | texts(500),
        "reference": optional_texts(500),
        "provider_id": optional_texts(500),
    }
)


def _tenders(draw: st.DrawFn, captured: Money) -> tuple[Tender, ...]:
    """Draw tenders, or none; the captured ones add up to what is captured."""
    ids = draw(_ids)
    step, left = STEPS[captured.currency], captured.units
    made = []
    for position, id in enumerate(ids):
        is_last = position == len(ids) - 1
        is_captured = left > 0 and (is_last or draw(_booleans))
        most = left if is_captured else 10**9
        least = left if is_captured and is_last else step
        amount = draw(money(captured.currency, least, most))
        left -= amount.units if is_captured else 0
        status = TenderStatus.CAPTURED if is_captured else TenderStatus.AUTHORIZED
        made.append(Tender(id=id, amount=amount, status=status, **draw(_tender_parts)))
    return tuple(made)


_payment_statuses = st.just(PaymentStatus.PAID) | st.sampled_from(PaymentStatus)
_are_overpaid = st.sampled_from([False, False, True])
_refund_statuses = st.sampled_from(RefundStatus)
_refund_parts: _Parts = st.fixed_dictionaries(
    {"reason": optional_texts(2000), "created_at": moments}
)
_methods = st.sampled_from(["card", "cash_on_delivery"]) | texts(500)


def _payment(draw: st.DrawFn, total: Money) -> Payment:
    """Draw a payment, at times of more than the total, that refunds at most what is captured."""
    status = draw(_payment_statuses)
    is_paid = status is PaymentStatus.PAID
    most = (MAX_UNITS if draw(_are_overpaid) else total.units) if is_paid else 0
    captured = draw(money(total.currency, most=most))
    left = captured.units
    refunds = []
    for id in draw(_ids) if captured else ():
        outcome = draw(_refund_statuses) if left else RefundStatus.FAILED
        most = captured.units if outcome is RefundStatus.FAILED else left
        amount = draw(money(total.currency, least=1, most=most))
        left -= 0 if outcome is RefundStatus.FAILED else amount.units
        is_owed = draw(_booleans)
        owed = draw(money(total.currency, most=amount.units if is_owed else 0))
        refunds.append(
            Refund(id=id, amount=amount, owed=owed, status=outcome, **draw(_refund_parts))
        )
    tenders = _tenders(draw, captured)
    return Payment(
        status=status,
        method=draw(_methods),
        captured=captured,
        tenders=tenders,
        refunds=_divided(draw, refunds, tenders) if tenders and refunds else tuple(refunds),
    )


def _divided(
    draw: st.DrawFn, refunds: Sequence[Refund], tenders: Sequence[Tender]
) -> tuple[Refund, ...]:
    """Divide some refunds among the captured tenders; those of earlier releases have no parts."""
    left = {tender.id: tender.amount.units for tender in tenders if tender.is_captured}
    made = []
    for refund in refunds:
        parts = list[RefundPart]()
        if draw(_are_divided):
            needed = refund.amount.units
            for id, most in left.items():
                if units := min(needed, most):
                    amount = Money(units, refund.amount.currency)
                    # A second part may have failed, unless it decides the status.
                    has_failed = bool(parts) and draw(_booleans)
                    status = RefundStatus.FAILED if has_failed else refund.status
                    parts.append(RefundPart(tender_id=id, amount=amount, status=status))
                    needed -= units
                    left[id] -= units if status is not RefundStatus.FAILED else 0
            # A failed refund may have been larger than what is left by now.
            parts = [] if needed else parts
        status = status_of_parts(parts) if parts else refund.status
        made.append(evolve(refund, parts=tuple(parts), status=status))
    return tuple(made)


_are_divided = st.sampled_from([True, True, False])
_credits = st.tuples(st.integers(0, 99), st.integers(-99, 99), st.none() | identifiers())
_no_refund = st.sampled_from([False, False, True])


def _credited(
    draw: st.DrawFn,
    payment: Payment,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
) -> Payment:
    """Draw what refunds credit: units within the lines', shipping and an adjustment.

    A refund of 0 only credits units of an order that is not paid.
    """
    currency = payment.captured.currency
    available = _creditable(lines, fulfillments)
    refunds = list(payment.refunds)
    if draw(_no_refund):
        nothing = Money.zero(currency)
        ids = {refund.id for refund in refunds}
        made = Refund(
            id=draw(identifiers().filter(lambda other: other not in ids)),
            amount=nothing,
            status=RefundStatus.SUCCEEDED,
            **draw(_refund_parts),
        )
        refunds.append(made)
    credited = [_with_credit(draw, each, available) for each in refunds]
    return evolve(payment, refunds=tuple(each for each in credited if each.amount or each.items))


def _creditable(
    lines: Sequence[LineItem], fulfillments: Sequence[Fulfillment]
) -> dict[tuple[str, str | None], int]:
    """Return the units that refunds may credit, by line and fulfillment.

    Units of an inactive fulfillment are spent then, so only those count that remain.
    """
    left = {line.id: line.quantity - line.cancelled_quantity for line in lines}
    for one in fulfillments:
        for item in one.shipment.items if one.is_active else ():
            left[item.id] -= item.quantity
    found = dict[tuple[str, str | None], int]()
    for one in fulfillments:
        for item in one.shipment.items if one.was_handed_over else ():
            units = item.quantity if one.is_active else min(item.quantity, left[item.id])
            left[item.id] -= 0 if one.is_active else units
            found[item.id, one.id] = units
    unshipped = {(line.id, None): left[line.id] for line in lines if not line.requires_shipping}
    return {key: units for key, units in (found | unshipped).items() if units}


def _with_credit(
    draw: st.DrawFn, refund: Refund, available: dict[tuple[str, str | None], int]
) -> Refund:
    """Draw the credit of a refund; it is at least the amount."""
    currency = refund.amount.currency
    step = STEPS[currency]
    if refund.amount.units > MAX_UNITS // 10 or draw(_booleans):
        return refund
    items = []
    for (id, fulfillment_id), most in list(available.items())[:2]:
        if most and draw(_booleans):
            units = draw(quantities(most))
            worth = draw(money(currency, most=100 * step))
            items.append(
                RefundedItem(id=id, quantity=units, worth=worth, fulfillment_id=fulfillment_id)
            )
            available[id, fulfillment_id] -= units if refund.counts else 0
    shipping, adjustment, return_id = draw(_credits)
    worth_of_items = sum(item.worth.units for item in items)
    lacking = refund.amount.units - worth_of_items - shipping * step
    return evolve(
        refund,
        items=tuple(items),
        shipping=Money(shipping * step, currency),
        adjustment=SignedMoney(max(adjustment * step, lacking), currency),
        return_id=return_id,
    )


_cancellations = st.builds(
    Cancellation,
    reason=st.sampled_from([reason for reason in CancelReason if reason != "other"]),
    details=optional_texts(2000),
    at=moments,
    by=texts(200),
    refund_id=st.none(),
    restocked=st.booleans(),
)
_optional_cancellations = (
    _cancellations
    | st.builds(evolve, _cancellations, reason=st.just(CancelReason.OTHER), details=texts(2000))
    | st.none()
)
_few = st.integers(0, 3)


def _cancellation(draw: st.DrawFn, payment: Payment) -> Cancellation | None:
    """Draw a cancellation, which may name one of the payment's refunds, or None."""
    refund_ids = [None, *(refund.id for refund in payment.refunds)]
    cancellation = draw(_optional_cancellations)
    refund_id = refund_ids[draw(_few) % len(refund_ids)]
    return None if cancellation is None else evolve(cancellation, refund_id=refund_id)


_requests = st.lists(identifiers(), max_size=2)


def _restocks(
    draw: st.DrawFn,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    cancellation: Cancellation | None,
) -> tuple[Restock, ...]:
    """Draw restocks within the lines' units, one for each cause."""
    ids = draw(_requests)
    by_change = [RestockCause.REQUEST, RestockCause.ITEMS_CANCELLED]
    causes: list[tuple[RestockCause, str | None]] = [*zip(by_change, ids, strict=False)]
    if cancellation is not None and cancellation.restocked:
        causes.append((RestockCause.CANCELLATION, None))
    returned = (one for one in fulfillments if one.status is FulfillmentStatus.RETURNED)
    causes += [(RestockCause.FULFILLMENT, one.id) for one in returned]
    left = {line.id: line.quantity for line in lines}
    made = []
    distinct = list(dict.fromkeys(causes))
    for cause, cause_id in draw(st.permutations(distinct)) if distinct[1:] else distinct:
        some = [line for line in lines if left[line.id] and draw(_booleans)]
        items = [RestockedItem(one.id, one.sku, draw(quantities(left[one.id]))) for one in some]
        for item in items:
            left[item.id] -= item.quantity
        if items:
            at = draw(moments)
            made.append(Restock(cause=cause, cause_id=cause_id, at=at, items=tuple(items)))
    return tuple(made)


def _restocks_of_returns(
    draw: st.DrawFn, lines: Sequence[LineItem], returns: Sequence[Return]
) -> tuple[Restock, ...]:
    """Draw restocks within the units that returns received, one for each return."""
    made = []
    for each in returns:
        came = {item.id: item.received_quantity for item in each.items if item.received_quantity}
        is_restocked = draw(_booleans)
        if came and is_restocked:
            items = [
                RestockedItem(line.id, line.sku, draw(quantities(came[line.id])))
                for line in lines
                if line.id in came
            ]
            cause = RestockCause.RETURN
            at = draw(moments)
            made.append(
                Restock(cause=cause, cause_id=f"of-{each.id}"[:64], at=at, items=tuple(items))
            )
    return tuple(made)


_return_parts: _Parts = st.fixed_dictionaries(
    {
        "status": st.sampled_from([*ReturnStatus, ReturnStatus.RECEIVED, ReturnStatus.CLOSED]),
        "note": optional_texts(2000),
        "tracking": more_trackings,
        "created_at": moments,
        "updated_at": moments,
    }
)
_return_reasons = st.sampled_from(RETURN_REASONS) | texts(500)
_some_conditions = st.permutations(sorted(RETURN_CONDITIONS))


_return_ids = st.lists(identifiers(), unique=True, max_size=2)


def _returns(draw: st.DrawFn, fulfillments: Sequence[Fulfillment]) -> tuple[Return, ...]:
    """Draw returns of one or several fulfillments each.

    What is under way, and what closed returns received, is within the returnable units.
    """
    active = [one for one in fulfillments if one.is_active and one.was_handed_over]
    by_delivery = sorted(active, key=lambda one: one.status is not FulfillmentStatus.DELIVERED)
    left = {(item.id, one.id): item.quantity for one in by_delivery for item in one.shipment.items}
    made = []
    for id in draw(_return_ids):
        parts = draw(_return_parts)
        available = {key: units for key, units in left.items() if units}
        items = _returned_items(draw, parts["status"], available)
        if not items:
            continue
        made.append(Return(id=id, items=items, **parts))
        if parts["status"] in UNDER_WAY | {ReturnStatus.CLOSED}:
            for item in items:
                for each in item.shipped:
                    left[item.id, each.fulfillment_id] -= each.quantity
    return tuple(made)


def _returned_items(
    draw: st.DrawFn, status: ReturnStatus, available: Mapping[tuple[str, str], int]
) -> tuple[ReturnedItem, ...]:
    lines = dict.fromkeys(id for id, _ in available)
    some = [id for id in lines if draw(_booleans)]
    made = []
    for id in some:
        units = draw(quantities(sum(most for (own, _), most in available.items() if own == id)))
        needed, shipped = units, list[ShippedUnits]()
        for (own, fulfillment_id), most in available.items():
            if own == id and (taken := min(needed, most)):
                shipped.append(ShippedUnits(fulfillment_id=fulfillment_id, quantity=taken))
                needed -= taken
        # A return becomes received with the first unit.
        least = 1 if id == some[0] else 0
        received = _received(draw, units, least) if status in _RECEIVED else ()
        made.append(
            ReturnedItem(
                id=id,
                quantity=units,
                reason=draw(_return_reasons),
                shipped=tuple(shipped),
                received=received,
            )
        )
    return tuple(made)


_RECEIVED = {ReturnStatus.RECEIVED, ReturnStatus.CLOSED}


def _received(draw: st.DrawFn, units: int, least: int) -> tuple[ReceivedUnits, ...]:
    """Draw up to two parts of the units, each in a condition of its own."""
    left, made = units, list[ReceivedUnits]()
    for condition in draw(_some_conditions)[: max(least, draw(_few) % 3)]:
        if left:
            count = draw(quantities(left))
            arrived = RETURN_CONDITIONS[condition].arrives
            made.append(ReceivedUnits(quantity=count, condition=condition, arrived=arrived))
            left -= count
    return tuple(made)


_hold_parts: _Parts = st.fixed_dictionaries(
    {
        "id": identifiers(),
        "reason": st.sampled_from(HoldReason),
        "note": optional_texts(2000),
        "until": optional_moments,
        "handle": st.none() | texts(500),
        "created_at": moments,
    }
)


def _holds(draw: st.DrawFn, lines: Sequence[LineItem]) -> tuple[Hold, ...]:
    """Draw holds of the order or of lines, each with an id, and a handle of its own or none."""
    made = dict[str, Hold]()
    for _ in range(draw(_few) % 3):
        parts = draw(_hold_parts)
        items = tuple(line.id for line in lines if draw(_booleans)) if draw(_booleans) else ()
        # Several holds may have no handle.
        made[parts["handle"] or f"without {parts['id']}"] = Hold(items=items, **parts)
    return tuple({hold.id: hold for hold in made.values()}.values())


_decimals = st.decimals(-(10**12), 10**12, places=4)
_plain_facts = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | _decimals | texts(500, least=0)
)
facts: st.SearchStrategy[Fact] = st.recursive(
    _plain_facts,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(texts(64, least=0), inner, max_size=2)
    ),
    max_leaves=5,
)


_changed_statuses = st.none() | st.sampled_from(OrderStatus).map(str)
_entry_parts: _Parts = st.fixed_dictionaries(
    {
        "type": st.sampled_from(ChangeType),
        "at": moments,
        "by": texts(200),
        "from_": _changed_statuses,
        "to": _changed_statuses,
        "note": optional_texts(2000),
        "notified": st.sampled_from([(), ("email",), ("email", "sms")]),
        "data": st.dictionaries(texts(64), facts, max_size=2),
    }
)


def _timeline(draw: st.DrawFn, version: int) -> tuple[TimelineEntry, ...]:
    """Draw the last changes up to a version: one for each version, with unique ids."""
    ids = draw(_ids)[: version - 1]
    return tuple(
        TimelineEntry(id=id, version=number, **draw(_entry_parts))
        for number, id in enumerate(ids, version - len(ids) + 1)
    )


_order_parts: _Parts = st.fixed_dictionaries(
    {
        "number": st.integers(1, 99_999).map(str) | order_numbers,
        "store_id": identifiers(),
        "customer": customers,
        "shipping_address": optional_addresses,
        "billing_address": optional_addresses,
        "tags": tags,
        "note": optional_texts(2000),
        "attributes": attributes,
        "ship_by": optional_moments,
        "assignee": st.none() | identifiers(),
        "replaces": st.none() | identifiers(),
        "replaced_by": st.lists(identifiers(), max_size=2, unique=True).map(tuple),
    }
)
_statuses = st.sampled_from(OrderStatus)
_largest_totals = st.sampled_from([10**9, 10**11, 10**13, MAX_UNITS])
_versions = st.integers(1, 4) | st.integers(1, 10**9)


@st.composite
def orders(
    draw: st.DrawFn,
    domain_ids: st.SearchStrategy[str] | None = None,
    statuses: st.SearchStrategy[OrderStatus] | None = None,
) -> Order:
    """Return full, valid orders in any status."""
    currency = draw(currencies)
    status = draw(_statuses if statuses is None else statuses)
    most = draw(_largest_totals)
    largest_extra = most // 10 if draw(_booleans) else 0
    lines = _lines(draw, currency, most - 3 * largest_extra)
    extras = money(currency, most=largest_extra)
    shipping, tax = draw(extras), draw(extras)
    prices_include_tax = draw(_booleans)
    adjustments = _adjustments(draw, currency, largest_extra)
    gross = sum(line.total.units for line in lines) + shipping.units
    gross += 0 if prices_include_tax else tax.units
    cancelled = sum(line.cancelled_worth.units for line in lines)
    adjusted = gross + sum(each.amount.units for each in adjustments) - cancelled
    if adjusted < 0:
        adjustments, adjusted = (), gross - cancelled
    most_discount = min(gross, adjusted) if draw(_booleans) else 0
    discount = draw(money(currency, most=most_discount))
    payment = _payment(draw, Money(adjusted, currency) - discount)
    version = draw(_versions)
    created_at, updated_at = draw(spans)
    fulfillments = _fulfillments(draw, lines, status)
    payment = _credited(draw, payment, lines, fulfillments)
    cancellation = _cancellation(draw, payment) if status is OrderStatus.CANCELLED else None
    returns = _returns(draw, fulfillments)
    of_returns = _restocks_of_returns(draw, lines, returns)
    id = draw(identifiers())
    if cancellation is not None:
        # Failed refunds may add up to more than an amount can be.
        refunded = sum(refund.amount.units for refund in payment.refunds)
        counted = draw(money(currency, most=min(refunded, MAX_UNITS)))
        payment = evolve(payment, refunded_at_cancellation=counted)
    return Order(
        domain_id=draw(identifiers() if domain_ids is None else domain_ids),
        id=id,
        version=version,
        status=status,
        currency=currency,
        lines=lines,
        discount=discount,
        shipping=shipping,
        tax=tax,
        payment=payment,
        fulfillments=fulfillments,
        external_ids={key: f"{prefix}{id}" for key, prefix in draw(_external_ids).items()},
        prices_include_tax=prices_include_tax,
        tax_lines=draw(tax_lines_of(currency)),
        adjustments=adjustments,
        cancellation=cancellation,
        restocks=(*_restocks(draw, lines, fulfillments, cancellation), *of_returns),
        returns=returns,
        holds=() if status is OrderStatus.CANCELLED else _holds(draw, lines),
        timeline=_timeline(draw, version),
        created_at=created_at,
        updated_at=updated_at,
        **draw(_order_parts),
    )


def draft_of(order: Order) -> OrderDraft:
    """Return the draft that imports as the same order."""
    payment = order.payment
    tenders = tuple(
        _as(TenderDraft, tender, amount=tender.amount.amount) for tender in payment.tenders
    )
    return _as(
        OrderDraft,
        order,
        order_id=order.id,
        order_number=order.number,
        lines=tuple(map(_line_draft, order.lines)),
        tax_lines=tuple(
            _as(TaxLineDraft, line, amount=line.amount.amount) for line in order.tax_lines
        ),
        adjustments=tuple(
            _as(AdjustmentDraft, each, amount=each.amount.amount) for each in order.adjustments
        ),
        shipping_total=order.shipping.amount,
        tax_total=order.tax.amount,
        discount_total=order.discount.amount,
        payment=_as(
            PaymentDraft,
            payment,
            amount_paid=payment.captured.amount,
            tenders=tenders,
            refunds=tuple(map(_refund_draft, payment.refunds)),
            refunded_at_cancellation=payment.refunded_at_cancellation.amount,
        ),
        fulfillments=tuple(
            _as(FulfillmentDraft, one, is_handed_over=one.handed_over_at is not None)
            for one in order.fulfillments
        ),
    )


def _line_draft(line: LineItem) -> LineDraft:
    return _as(
        LineDraft,
        line,
        selling_price=line.selling_price.amount,
        discount=line.discount.amount,
        tax=None if line.tax is None else line.tax.amount,
        cancelled_worth=line.cancelled_worth.amount,
    )


def _refund_draft(refund: Refund) -> RefundDraft:
    return _as(
        RefundDraft,
        refund,
        amount=refund.amount.amount,
        owed=refund.owed.amount,
        shipping=refund.shipping.amount,
        adjustment=refund.adjustment.amount,
        items=tuple(_as(RefundedItemDraft, each, worth=each.worth.amount) for each in refund.items),
        parts=tuple(_as(RefundPartDraft, each, amount=each.amount.amount) for each in refund.parts),
    )


def _as(kind: type[Draft], value: object, **others: object) -> Draft:
    named = {name: getattr(value, name) for name in fields_dict(kind) if name not in others}
    return kind(**named, **others)


def order_drafts() -> st.SearchStrategy[OrderDraft]:
    """Return drafts of valid orders, as imports have them."""
    return orders().map(draft_of)
