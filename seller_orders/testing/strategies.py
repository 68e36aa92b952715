"""Hypothesis strategies for every value of the domain, up to full, valid orders."""

from collections.abc import Sequence
from datetime import UTC, datetime
from string import ascii_letters, digits
from typing import Any, TypeVar

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
    TaxLineDraft,
    TenderDraft,
)
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_number import normalized_number
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
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

STEPS = {"JPY": 10_000, "INR": 100, "USD": 100, "KWD": 10, "CLF": 1, "DEM": 100, "TRL": 10_000}
"""The smallest amount of a currency, in ten-thousandths of its unit."""

MOST_UNITS = 10**16 - 1
GIVES_BACK = {FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED, FulfillmentStatus.CANCELLED}
ENDED = GIVES_BACK | {FulfillmentStatus.DELIVERED}

currencies = st.sampled_from(sorted(STEPS))
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
moments = st.builds(
    lambda moment, microsecond: moment.replace(microsecond=microsecond, tzinfo=UTC),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001
    st.just(0) | st.integers(0, 999_999),
)
spans = st.lists(moments, min_size=2, max_size=2).map(sorted)


def identifiers() -> st.SearchStrategy[str]:
    """Return ids: mostly short, some of the maximum length."""
    short = st.text(ascii_letters + digits + "._-", min_size=1, max_size=12)
    return short | st.just("Z" * 64)


def texts(length: int, least: int = 1) -> st.SearchStrategy[str]:
    """Return texts of up to ``length`` characters, some of them awkward."""
    awkward = ["a\r\nb", "'; --\\%_", "Ωmega ﬁ İß", "日本 🚲", "\u202e\ufeff", "é" * length]
    usual = st.text(characters, min_size=least, max_size=min(length, 12))
    return usual | st.sampled_from([text for text in awkward if len(text) <= length])


def optional_texts(length: int) -> st.SearchStrategy[str | None]:
    """Return texts that may be empty, and None."""
    return st.none() | texts(length, least=0)


phones = st.none() | st.just("+918765432109") | texts(32, least=0)
web_addresses = st.from_regex(
    r"https?://[a-z]{1,8}\.example(:8080)?(/[A-Za-z0-9._~?=&%-]{0,12})?", fullmatch=True
)


def money(currency: str, least: int = 0, most: int = MOST_UNITS) -> st.SearchStrategy[Money]:
    """Return amounts from ``least`` to ``most`` ten-thousandths: mostly small, some at the edge."""
    step = STEPS[currency]
    low, high = -(-least // step), most // step
    counts = st.integers(low, min(high, low + 100_000)) | st.integers(low, high) | st.just(high)
    return counts.map(lambda count: Money(count * step, currency))


coordinates = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
languages = st.sampled_from(["de", "de-CH", "hi", "zh-Hant-TW", "sl-rozaj-biske", "x-shop"])


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
customers = st.builds(
    Customer,
    id=foreign_identifiers(),
    name=texts(200),
    email=optional_texts(500),
    phone=phones,
    company=optional_texts(500),
    language=st.none() | languages,
)
recipients = st.builds(Recipient, name=texts(200), phone=phones, address=st.none() | addresses)
delivery_people = st.builds(DeliveryPerson, name=texts(200), phone=phones)
trackings = st.builds(Tracking, awb=optional_texts(500), url=st.none() | web_addresses)
order_numbers = texts(500).map(normalized_number).filter(lambda number: 1 <= len(number) <= 500)
more_trackings = st.lists(trackings.filter(lambda each: bool(each.awb)), max_size=2).map(tuple)
keys = texts(100).filter(lambda text: ":" not in text)
attributes = st.dictionaries(keys, optional_texts(2000).map(lambda text: text or ""), max_size=3)


tags = st.lists(texts(64), unique=True, max_size=4).map(tuple)


def external_ids_of(order_id: str) -> st.SearchStrategy[dict[str, str]]:
    """Return external ids that end with the order's id: a domain has each of them once."""
    prefixes = st.sampled_from(["gid://shop/Order/", "Ωmega ﬁ İß:", "日本 🚲 ", "é" * 191])
    return st.dictionaries(keys, prefixes.map(lambda prefix: f"{prefix}{order_id}"), max_size=3)


def quantities(most: int = 10**9) -> st.SearchStrategy[int]:
    """Return numbers of units, mostly small."""
    return st.integers(1, min(5, most)) | st.integers(1, min(1000, most)) | st.just(most)


@st.composite
def lines_of(draw: st.DrawFn, currency: str, most: int) -> tuple[LineItem, ...]:
    """Return lines with unique ids and a total of at most ``most``."""
    ids = draw(st.lists(identifiers(), unique=True, min_size=1, max_size=3))
    lines = []
    for id in ids:
        quantity = draw(quantities())
        price = draw(unit_prices(currency, most // len(ids) // quantity))
        gross = price.extended(quantity)
        line = st.builds(
            LineItem,
            id=st.just(id),
            product_id=foreign_identifiers(),
            sku=foreign_identifiers(),
            name=texts(500),
            quantity=st.just(quantity),
            selling_price=st.just(price),
            discount=st.just(Money.zero(currency)) | money(currency, most=gross),
            tax=st.none() | money(currency, most=gross),
            requires_shipping=st.sampled_from([True, True, False]),
            attributes=attributes,
        )
        lines.append(draw(line))
    return tuple(lines)


def unit_prices(currency: str, most: int) -> st.SearchStrategy[UnitPrice]:
    """Return prices of up to ``most`` ten-thousandths, many with six decimals."""
    # Half a minor unit less, so that the price of all units is not rounded above the limit.
    limit = max(0, most - STEPS[currency]) * 100
    exact = st.integers(0, min(limit, 10**8)) | st.integers(0, limit)
    return exact.map(lambda millionths: UnitPrice(millionths, currency)) | money(
        currency, most=max(0, most - STEPS[currency])
    ).map(lambda price: UnitPrice(price.units * 100, currency))


@st.composite
def tax_lines_of(draw: st.DrawFn, currency: str) -> tuple[TaxLine, ...]:
    """Return tax lines, which need not fit the order's tax."""
    line = st.builds(
        TaxLine,
        title=texts(500),
        rate=st.decimals(0, 10**12 - 1, places=6).map(lambda rate: rate_of(rate).unwrap()),
        amount=money(currency),
    )
    return tuple(draw(st.lists(line, max_size=2)))


@st.composite
def adjustments_of(draw: st.DrawFn, currency: str, most: int) -> tuple[Adjustment, ...]:
    """Return adjustments of at most ``most`` ten-thousandths, up and down, together."""
    amount = st.builds(
        lambda size, sign: SignedMoney(sign * size.units, currency),
        money(currency, most=most // 2),
        st.sampled_from([1, -1]),
    )
    adjustment = st.builds(
        Adjustment,
        kind=st.sampled_from(AdjustmentKind),
        label=optional_texts(500),
        amount=amount,
    )
    return tuple(draw(st.lists(adjustment, max_size=2)))


@st.composite
def shipments_of(draw: st.DrawFn, available: dict[str, int]) -> Shipment:
    """Return shipments of lines, by the units that are available of each."""
    ids = draw(st.lists(st.sampled_from(sorted(available)), unique=True, min_size=1))
    shipment = st.builds(
        Shipment,
        items=st.just(tuple(ItemQuantity(id, draw(quantities(available[id]))) for id in ids)),
        shipping_method=optional_texts(500),
        provider_id=st.none() | identifiers(),
        tracking=trackings,
        more_tracking=more_trackings,
        delivery_person=st.none() | delivery_people,
        customer=st.none() | recipients,
        pickup_address=st.none() | addresses,
    )
    return draw(shipment)


@st.composite
def fulfillments_of(
    draw: st.DrawFn, lines: Sequence[LineItem], status: OrderStatus
) -> tuple[Fulfillment, ...]:
    """Return fulfillments within the lines' units; inactive ones may have any number of units."""
    to_ship = {line.id: line.quantity for line in lines if line.requires_shipping}
    left = dict(to_ship)
    possible = sorted(ENDED) if status is OrderStatus.CANCELLED else list(FulfillmentStatus)
    made = []
    for id in draw(st.lists(identifiers(), unique=True, max_size=3 if to_ship else 0)):
        is_active = any(left.values())
        at = draw(st.sampled_from(possible if is_active else sorted(GIVES_BACK)))
        gave_back = at in GIVES_BACK
        available = to_ship if gave_back else {id: units for id, units in left.items() if units}
        shipment = draw(shipments_of(available))
        for item in () if gave_back else shipment.items:
            left[item.id] -= item.quantity
        created_at, updated_at = draw(spans)
        made.append(
            Fulfillment(
                id=id,
                status=at,
                shipment=shipment,
                handed_over_at=draw(st.none() | moments),
                report_count=draw(st.integers(0, 9)),
                created_at=created_at,
                updated_at=updated_at,
            )
        )
    return tuple(made)


@st.composite
def tenders_of(draw: st.DrawFn, captured: Money) -> tuple[Tender, ...]:
    """Return tenders, or none; the captured ones add up to what is captured."""
    ids = draw(st.lists(identifiers(), unique=True, max_size=3))
    step, left = STEPS[captured.currency], captured.units
    made = []
    for position, id in enumerate(ids):
        is_last = position == len(ids) - 1
        is_captured = left > 0 and (is_last or draw(st.booleans()))
        most = left if is_captured else 10**9
        least = left if is_captured and is_last else step
        amount = draw(money(captured.currency, least, most))
        left -= amount.units if is_captured else 0
        tender = st.builds(
            Tender,
            id=st.just(id),
            method=st.sampled_from(["card", "gift_card"]) | texts(500),
            amount=st.just(amount),
            reference=optional_texts(500),
            provider_id=optional_texts(500),
            status=st.just(TenderStatus.CAPTURED if is_captured else TenderStatus.AUTHORIZED),
        )
        made.append(draw(tender))
    return tuple(made)


@st.composite
def payments_of(draw: st.DrawFn, total: Money) -> Payment:
    """Return payments, some of more than the total, that refund at most the captured amount."""
    status = draw(st.just(PaymentStatus.PAID) | st.sampled_from(PaymentStatus))
    is_paid = status is PaymentStatus.PAID
    most = draw(st.sampled_from([total.units, total.units, MOST_UNITS])) if is_paid else 0
    captured = draw(money(total.currency, most=most))
    left = captured.units
    refunds = []
    for id in draw(st.lists(identifiers(), unique=True, max_size=3 if captured else 0)):
        outcome = draw(st.sampled_from(RefundStatus)) if left else RefundStatus.FAILED
        most = captured.units if outcome is RefundStatus.FAILED else left
        amount = draw(money(total.currency, least=1, most=most))
        left -= 0 if outcome is RefundStatus.FAILED else amount.units
        owed = draw(st.just(Money.zero(total.currency)) | money(total.currency, most=amount.units))
        reason, created_at = draw(optional_texts(2000)), draw(moments)
        refunds.append(
            Refund(
                id=id,
                amount=amount,
                owed=owed,
                status=outcome,
                reason=reason,
                created_at=created_at,
            )
        )
    method = draw(st.sampled_from(["card", "cash_on_delivery"]) | texts(500))
    return Payment(
        status=status,
        method=method,
        captured=captured,
        tenders=draw(tenders_of(captured)),
        refunds=tuple(refunds),
    )


@st.composite
def cancellations_of(draw: st.DrawFn, payment: Payment) -> Cancellation:
    """Return cancellations, which may name one of the payment's refunds."""
    refund_ids = [None, *(refund.id for refund in payment.refunds)]
    cancellation = st.builds(
        Cancellation,
        reason=st.sampled_from([reason for reason in CancelReason if reason != "other"]),
        details=optional_texts(2000),
        at=moments,
        by=texts(200),
        refund_id=st.sampled_from(refund_ids),
        restocked=st.booleans(),
    )
    explained = st.builds(
        evolve, cancellation, reason=st.just(CancelReason.OTHER), details=texts(2000)
    )
    return draw(cancellation | explained)


@st.composite
def restocks_of(
    draw: st.DrawFn,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    cancellation: Cancellation | None,
) -> tuple[Restock, ...]:
    """Return restocks within the lines' units, one for each cause."""
    ids = draw(st.lists(identifiers(), max_size=2))
    causes: list[tuple[RestockCause, str | None]] = [(RestockCause.REQUEST, id) for id in ids]
    if cancellation is not None and cancellation.restocked:
        causes.append((RestockCause.CANCELLATION, None))
        returned = (one for one in fulfillments if one.status is FulfillmentStatus.RETURNED)
        causes += [(RestockCause.FULFILLMENT, one.id) for one in returned]
    left = {line.id: line.quantity for line in lines}
    made = []
    for cause, cause_id in draw(st.permutations(list(dict.fromkeys(causes)))):
        some = [line for line in lines if left[line.id] and draw(st.booleans())]
        items = [RestockedItem(one.id, one.sku, draw(quantities(left[one.id]))) for one in some]
        for item in items:
            left[item.id] -= item.quantity
        if items:
            at = draw(moments)
            made.append(Restock(cause=cause, cause_id=cause_id, at=at, items=tuple(items)))
    return tuple(made)


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


@st.composite
def timelines_of(draw: st.DrawFn, version: int) -> tuple[TimelineEntry, ...]:
    """Return the last changes up to a version: one for each version, with unique ids."""
    statuses = st.none() | st.sampled_from(OrderStatus).map(str)
    ids = draw(st.lists(identifiers(), unique=True, max_size=min(3, version - 1)))
    return tuple(
        draw(
            st.builds(
                TimelineEntry,
                id=st.just(id),
                type=st.sampled_from(ChangeType),
                at=moments,
                by=texts(200),
                version=st.just(number),
                from_=statuses,
                to=statuses,
                note=optional_texts(2000),
                notified=st.sampled_from([(), ("email",), ("email", "sms")]),
                data=st.dictionaries(texts(64), facts, max_size=2),
            )
        )
        for number, id in enumerate(ids, version - len(ids) + 1)
    )


@st.composite
def orders(
    draw: st.DrawFn,
    domain_ids: st.SearchStrategy[str] | None = None,
    statuses: st.SearchStrategy[OrderStatus] | None = None,
) -> Order:
    """Return full, valid orders in any status."""
    currency = draw(currencies)
    status = draw(st.sampled_from(OrderStatus) if statuses is None else statuses)
    most = draw(st.sampled_from([10**9, 10**11, 10**13, MOST_UNITS]))
    largest_extra = draw(st.sampled_from([0, most // 10]))
    lines = draw(lines_of(currency, most - 3 * largest_extra))
    shipping = draw(money(currency, most=largest_extra))
    tax = draw(money(currency, most=largest_extra))
    prices_include_tax = draw(st.booleans())
    adjustments = draw(adjustments_of(currency, largest_extra))
    gross = sum(line.total.units for line in lines) + shipping.units
    gross += 0 if prices_include_tax else tax.units
    adjusted = gross + sum(each.amount.units for each in adjustments)
    if adjusted < 0:
        adjustments, adjusted = (), gross
    most_discount = min(gross, adjusted)
    discount = draw(st.just(Money.zero(currency)) | money(currency, most=most_discount))
    payment = draw(payments_of(Money(adjusted, currency) - discount))
    version = draw(st.integers(1, 4) | st.integers(1, 10**9))
    created_at, updated_at = draw(spans)
    is_cancelled = status is OrderStatus.CANCELLED
    fulfillments = draw(fulfillments_of(lines, status))
    cancellation = draw(cancellations_of(payment) | st.none()) if is_cancelled else None
    id = draw(identifiers())
    if cancellation is not None:
        # Failed refunds may add up to more than an amount can be.
        refunded = sum(refund.amount.units for refund in payment.refunds)
        counted = draw(money(currency, most=min(refunded, MOST_UNITS)))
        payment = evolve(payment, refunded_at_cancellation=counted)
    return Order(
        domain_id=draw(identifiers() if domain_ids is None else domain_ids),
        id=id,
        number=draw(st.integers(1, 99_999).map(str) | order_numbers),
        store_id=draw(identifiers()),
        version=version,
        status=status,
        currency=currency,
        customer=draw(customers),
        lines=lines,
        discount=discount,
        shipping=shipping,
        tax=tax,
        payment=payment,
        shipping_address=draw(st.none() | addresses),
        billing_address=draw(st.none() | addresses),
        fulfillments=fulfillments,
        tags=draw(tags),
        note=draw(optional_texts(2000)),
        external_ids=draw(external_ids_of(id)),
        attributes=draw(attributes),
        ship_by=draw(st.none() | moments),
        assignee=draw(st.none() | identifiers()),
        replaces=draw(st.none() | identifiers()),
        prices_include_tax=prices_include_tax,
        tax_lines=draw(tax_lines_of(currency)),
        adjustments=adjustments,
        cancellation=cancellation,
        restocks=draw(restocks_of(lines, fulfillments, cancellation)),
        timeline=draw(timelines_of(version)),
        created_at=created_at,
        updated_at=updated_at,
    )


def draft_of(order: Order) -> OrderDraft:
    """Return the draft that imports as the same order."""
    payment = order.payment
    tenders = tuple(
        _as(TenderDraft, tender, amount=tender.amount.amount) for tender in payment.tenders
    )
    refunds = tuple(
        _as(RefundDraft, refund, amount=refund.amount.amount, owed=refund.owed.amount)
        for refund in payment.refunds
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
            refunds=refunds,
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
    )


def _as(kind: type[Draft], value: object, **others: object) -> Draft:
    named = {name: getattr(value, name) for name in fields_dict(kind) if name not in others}
    return kind(**named, **others)


def order_drafts() -> st.SearchStrategy[OrderDraft]:
    """Return drafts of valid orders, as imports have them."""
    return orders().map(draft_of)
