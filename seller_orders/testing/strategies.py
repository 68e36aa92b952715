"""Hypothesis strategies for every value of the domain, up to full, valid orders."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
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
from seller_orders.testing.choices import MAX_UNITS, Choices, made_of_choices
from seller_orders.testing.choices import STEPS as STEPS

Draft = TypeVar("Draft", bound=AttrsInstance)

GIVES_BACK = {FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED, FulfillmentStatus.CANCELLED}
ENDED = GIVES_BACK | {FulfillmentStatus.DELIVERED}

currencies = st.sampled_from(sorted(STEPS))
moments = made_of_choices(10)(Choices.moment)
"""Times of a century by their day, second and microsecond."""

optional_moments = made_of_choices(11)(Choices.optional_moment)
spans = made_of_choices(20)(Choices.span)


@cache
def identifiers() -> st.SearchStrategy[str]:
    """Return ids: some short, some of the maximum length."""
    return made_of_choices(1)(Choices.identifier)


@cache
def texts(length: int, least: int = 1) -> st.SearchStrategy[str]:
    """Return texts of up to ``length`` characters, some of them awkward."""

    @made_of_choices(1)
    def text(choices: Choices) -> str:
        return choices.text(length, least)

    return text


@cache
def optional_texts(length: int) -> st.SearchStrategy[str | None]:
    """Return texts that may be empty, and None."""

    @made_of_choices(1)
    def optional_text(choices: Choices) -> str | None:
        return choices.optional_text(length)

    return optional_text


phones = made_of_choices(2)(Choices.phone)
web_addresses = made_of_choices(3)(Choices.web_address)


@st.composite
def money(draw: st.DrawFn, currency: str, least: int = 0, most: int = MAX_UNITS) -> Money:
    """Return amounts from ``least`` to ``most`` ten-thousandths: mostly small, some at the edge."""
    return Choices(draw, 1).amount(currency, least, most)


_latitudes, _longitudes = st.floats(-90, 90), st.floats(-180, 180)
coordinates = st.builds(Coordinates, _latitudes, _longitudes)
_LANGUAGES = ("de", "de-CH", "hi", "zh-Hant-TW", "sl-rozaj-biske", "x-shop")
languages = st.sampled_from(_LANGUAGES)
_COUNTRY_CODES = sorted(COUNTRY_CODES)


@cache
def foreign_identifiers() -> st.SearchStrategy[str | None]:
    """Return ids of other systems: any text without control characters, and None."""
    return made_of_choices(2)(Choices.foreign_identifier)


@made_of_choices(20)
def addresses(choices: Choices) -> Address:
    """Draw an address with at least one field."""
    fields: dict[str, Any] = {
        "line1": choices.optional_text(500, least=1),
        "city": choices.optional_text(500, least=1),
        "country_code": choices.one_of(_COUNTRY_CODES) if choices.flag() else None,
        "type": choices.optional_text(500),
        "name": choices.optional_text(200),
        "phone": choices.phone(),
        "line2": choices.optional_text(500),
        "state": choices.optional_text(500),
        "postal_code": choices.optional_text(500),
        "country": choices.optional_text(500),
        "coordinates": choices.draw(coordinates) if choices.flag() else None,
        "company": choices.optional_text(500),
    }
    is_known = any(value is not None for value in fields.values())
    return Address(**(fields if is_known else {"city": "Pune"}))


optional_addresses = st.none() | addresses


def _optional_address(choices: Choices) -> Address | None:
    return choices.draw(addresses) if choices.flag() else None


@made_of_choices(9)
def customers(choices: Choices) -> Customer:
    """Draw a customer, who has at least a name."""
    return Customer(
        id=choices.foreign_identifier(),
        name=choices.text(200),
        email=choices.optional_text(500),
        phone=choices.phone(),
        company=choices.optional_text(500),
        language=choices.one_of(_LANGUAGES) if choices.flag() else None,
    )


@made_of_choices(4)
def recipients(choices: Choices) -> Recipient:
    """Draw a recipient with or without an address."""
    return Recipient(
        name=choices.text(200), phone=choices.phone(), address=_optional_address(choices)
    )


@made_of_choices(3)
def delivery_people(choices: Choices) -> DeliveryPerson:
    """Draw a person who delivers."""
    return DeliveryPerson(name=choices.text(200), phone=choices.phone())


def _tracking(choices: Choices, awb: str | None) -> Tracking:
    return Tracking(awb=awb, url=choices.web_address() if choices.flag() else None)


@made_of_choices(5)
def trackings(choices: Choices) -> Tracking:
    """Draw a tracking with or without an AWB."""
    return _tracking(choices, awb=choices.optional_text(500))


def _more_tracking(choices: Choices) -> tuple[Tracking, ...]:
    return tuple(_tracking(choices, awb=choices.text(500)) for _ in range(choices.below(3)))


more_trackings = made_of_choices(9)(_more_tracking)
order_numbers = texts(500).map(normalized_number).filter(lambda number: 1 <= len(number) <= 500)


def _key(choices: Choices) -> str:
    return choices.text(100).replace(":", ".")


keys = made_of_choices(1)(_key)


def _attributes(choices: Choices) -> dict[str, str]:
    return {_key(choices): choices.optional_text(2000) or "" for _ in range(choices.below(4))}


attributes = made_of_choices(7)(_attributes)


def _tags(choices: Choices) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choices.text(64) for _ in range(choices.below(5))))


tags = made_of_choices(5)(_tags)


_PREFIXES = ("gid://shop/Order/", "Ωmega ﬁ İß:", "日本 🚲 ", "é" * 191)


def _external_ids(choices: Choices, id: str) -> dict[str, str]:
    """Draw external ids. They end with the order's id, so a domain has each of them once."""
    return {_key(choices): choices.one_of(_PREFIXES) + id for _ in range(choices.below(4))}


@st.composite
def quantities(draw: st.DrawFn, most: int = 10**9) -> int:
    """Return numbers of units, mostly small."""
    return Choices(draw, 4).quantity(most)


@st.composite
def unit_prices(draw: st.DrawFn, currency: str, most: int) -> UnitPrice:
    """Return prices of up to ``most`` ten-thousandths, many with six decimals."""
    return Choices(draw, 2).unit_price(currency, most)


def _lines(choices: Choices, currency: str, most: int) -> tuple[LineItem, ...]:
    """Draw lines with unique ids and a total of at most ``most``."""
    ids = choices.identifiers(1, 3)
    return tuple(_line(Choices(choices.draw, 48), id, currency, most // len(ids)) for id in ids)


def _line(choices: Choices, id: str, currency: str, most: int) -> LineItem:
    quantity = choices.quantity(10**9)
    price = choices.unit_price(currency, most // quantity)
    gross = price.extended(quantity)
    is_partly_cancelled = choices.flag()
    line = LineItem(
        id=id,
        quantity=quantity,
        selling_price=price,
        discount=choices.amount(currency, most=gross if choices.flag() else 0),
        tax=choices.amount(currency, most=gross) if choices.flag() else None,
        product_id=choices.foreign_identifier(),
        sku=choices.foreign_identifier(),
        name=choices.text(500),
        requires_shipping=choices.below(3) < 2,
        attributes=_attributes(choices),
    )
    return _partly_cancelled(choices, line) if is_partly_cancelled else line


def _partly_cancelled(choices: Choices, line: LineItem) -> LineItem:
    """Draw units that were taken off a line; at most they were worth its total."""
    units = choices.quantity(line.quantity)
    asked, aside = choices.quantity(units + 1) - 1, choices.quantity(units + 1) - 1
    return evolve(
        line,
        cancelled_quantity=units,
        cancelled_worth=choices.amount(line.selling_price.currency, most=line.total_units),
        restock_requested_quantity=asked,
        set_aside_quantity=min(aside, units - asked) if line.requires_shipping else 0,
    )


_rates = st.integers(0, (10**12 - 1) * 10**6)


def _tax_lines(choices: Choices, currency: str) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(
            title=choices.text(500),
            rate=rate_of(Decimal(choices.draw(_rates)).scaleb(-6)).unwrap(),
            amount=choices.amount(currency),
        )
        for _ in range(choices.below(3))
    )


@cache
def tax_lines_of(currency: str) -> st.SearchStrategy[tuple[TaxLine, ...]]:
    """Return tax lines, which need not fit the order's tax."""

    @made_of_choices(6)
    def tax_lines(choices: Choices) -> tuple[TaxLine, ...]:
        return _tax_lines(choices, currency)

    return tax_lines


_ADJUSTMENT_KINDS = tuple(AdjustmentKind)


def _adjustments(choices: Choices, currency: str, most: int) -> tuple[Adjustment, ...]:
    """Draw adjustments of at most ``most`` ten-thousandths, up and down, together."""
    made = []
    for _ in range(choices.below(3)):
        sign = -1 if choices.flag() else 1
        units = choices.amount(currency, most=most // 2).units
        made.append(
            Adjustment(
                kind=choices.one_of(_ADJUSTMENT_KINDS),
                label=choices.optional_text(500),
                amount=SignedMoney(sign * units, currency),
            )
        )
    return tuple(made)


def _shipment(choices: Choices, available: dict[str, int]) -> Shipment:
    """Draw a shipment of lines, by the units that are available of each."""
    ids = choices.shuffled(sorted(available))[: 1 + choices.below(len(available))]
    return Shipment(
        items=tuple(ItemQuantity(id, choices.quantity(available[id])) for id in ids),
        shipping_method=choices.optional_text(500),
        provider_id=choices.optional_identifier(),
        tracking=choices.draw(trackings),
        more_tracking=_more_tracking(choices),
        delivery_person=choices.draw(delivery_people) if choices.flag() else None,
        customer=choices.draw(recipients) if choices.flag() else None,
        pickup_address=_optional_address(choices),
    )


_STATES = tuple(FulfillmentStatus)
_STATES_OF_CANCELLED = sorted(ENDED)
_INACTIVE_STATES = sorted(GIVES_BACK)


def _fulfillments(
    choices: Choices, lines: Sequence[LineItem], status: OrderStatus
) -> tuple[Fulfillment, ...]:
    """Draw fulfillments within the lines' units; inactive ones may have any number of units."""
    to_ship = {line.id: line.quantity for line in lines if line.requires_shipping}
    left = {line.id: line.to_ship - line.cancelled_quantity for line in lines if line.to_ship}
    possible = _STATES_OF_CANCELLED if status is OrderStatus.CANCELLED else _STATES
    made = []
    for id in choices.identifiers(0, 3) if to_ship else ():
        own = Choices(choices.draw, 64)
        at = own.one_of(possible if any(left.values()) else _INACTIVE_STATES)
        gave_back = at in GIVES_BACK
        available = to_ship if gave_back else {id: units for id, units in left.items() if units}
        created_at, updated_at = own.span()
        fulfillment = Fulfillment(
            id=id,
            status=at,
            shipment=_shipment(own, available),
            handed_over_at=own.optional_moment(),
            report_count=own.below(10),
            created_at=created_at,
            updated_at=updated_at,
        )
        for item in () if gave_back else fulfillment.shipment.items:
            left[item.id] -= item.quantity
        made.append(fulfillment)
    return tuple(made)


def _tenders(choices: Choices, captured: Money) -> tuple[Tender, ...]:
    """Draw tenders, or none; the captured ones add up to what is captured."""
    ids = choices.identifiers(0, 3)
    step, left = STEPS[captured.currency], captured.units
    made = []
    for position, id in enumerate(ids):
        is_last = position == len(ids) - 1
        is_captured = choices.flag() or is_last
        is_captured = is_captured and left > 0
        most = left if is_captured else 10**9
        least = left if is_captured and is_last else step
        amount = choices.amount(captured.currency, least, most)
        left -= amount.units if is_captured else 0
        made.append(
            Tender(
                id=id,
                amount=amount,
                status=TenderStatus.CAPTURED if is_captured else TenderStatus.AUTHORIZED,
                method=_word(choices, "card", "gift_card"),
                reference=choices.optional_text(500),
                provider_id=choices.optional_text(500),
            )
        )
    return tuple(made)


def _word(choices: Choices, *usual: str) -> str:
    """Draw one of the usual words, or any text."""
    kind, some = choices.below(3), choices.one_of(usual)
    return choices.text(500) if kind else some


_PAYMENT_STATUSES = tuple(PaymentStatus)
_REFUND_STATUSES = tuple(RefundStatus)


def _refund(
    choices: Choices, id: str, amount: Money, status: RefundStatus, *, is_owed: bool
) -> Refund:
    return Refund(
        id=id,
        amount=amount,
        owed=choices.amount(amount.currency, most=amount.units if is_owed else 0),
        status=status,
        reason=choices.optional_text(2000),
        created_at=choices.moment(),
    )


def _payment(choices: Choices, total: Money) -> Payment:
    """Draw a payment, at times of more than the total, that refunds at most what is captured."""
    some = choices.one_of(_PAYMENT_STATUSES)
    status = some if choices.flag() else PaymentStatus.PAID
    is_overpaid = choices.below(3) == 2
    most = MAX_UNITS if is_overpaid else total.units
    captured = choices.amount(total.currency, most=most if status is PaymentStatus.PAID else 0)
    left = captured.units
    refunds = []
    for id in choices.identifiers(0, 3) if captured else ():
        outcome = choices.one_of(_REFUND_STATUSES) if left else RefundStatus.FAILED
        most = captured.units if outcome is RefundStatus.FAILED else left
        amount = choices.amount(total.currency, least=1, most=most)
        left -= 0 if outcome is RefundStatus.FAILED else amount.units
        refunds.append(_refund(choices, id, amount, outcome, is_owed=choices.flag()))
    tenders = _tenders(choices, captured)
    return Payment(
        status=status,
        method=_word(choices, "card", "cash_on_delivery"),
        captured=captured,
        tenders=tenders,
        refunds=_divided(choices, refunds, tenders) if tenders and refunds else tuple(refunds),
    )


def _divided(
    choices: Choices, refunds: Sequence[Refund], tenders: Sequence[Tender]
) -> tuple[Refund, ...]:
    """Divide some refunds among the captured tenders; those of earlier releases have no parts."""
    left = {tender.id: tender.amount.units for tender in tenders if tender.is_captured}
    made = []
    for refund in refunds:
        parts = list[RefundPart]()
        if choices.below(3) < 2:
            needed = refund.amount.units
            for id, most in left.items():
                if units := min(needed, most):
                    amount = Money(units, refund.amount.currency)
                    # A second part may have failed, unless it decides the status.
                    has_failed = bool(parts) and choices.flag()
                    status = RefundStatus.FAILED if has_failed else refund.status
                    parts.append(RefundPart(tender_id=id, amount=amount, status=status))
                    needed -= units
                    left[id] -= units if status is not RefundStatus.FAILED else 0
            # A failed refund may have been larger than what is left by now.
            parts = [] if needed else parts
        status = status_of_parts(parts) if parts else refund.status
        made.append(evolve(refund, parts=tuple(parts), status=status))
    return tuple(made)


def _credited(
    choices: Choices,
    payment: Payment,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
) -> Payment:
    """Draw what refunds credit: units within the lines', shipping and an adjustment.

    A refund of 0 only credits units of an order that is not paid.
    """
    available = _creditable(lines, fulfillments)
    refunds = list(payment.refunds)
    if choices.below(3) == 2:
        nothing = Money.zero(payment.captured.currency)
        id = choices.identifier()
        if all(refund.id != id for refund in refunds):
            refunds.append(_refund(choices, id, nothing, RefundStatus.SUCCEEDED, is_owed=False))
    credited = [_with_credit(choices, each, available) for each in refunds]
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
    choices: Choices, refund: Refund, available: dict[tuple[str, str | None], int]
) -> Refund:
    """Draw the credit of a refund; it is at least the amount."""
    currency = refund.amount.currency
    step = STEPS[currency]
    if choices.flag() or refund.amount.units > MAX_UNITS // 10:
        return refund
    items = []
    for (id, fulfillment_id), most in list(available.items())[:2]:
        if most and choices.flag():
            units = choices.quantity(most)
            worth = choices.amount(currency, most=100 * step)
            items.append(
                RefundedItem(id=id, quantity=units, worth=worth, fulfillment_id=fulfillment_id)
            )
            available[id, fulfillment_id] -= units if refund.counts else 0
    shipping = choices.below(100)
    adjustment = choices.below(100) * (-1 if choices.flag() else 1)
    worth_of_items = sum(item.worth.units for item in items)
    lacking = refund.amount.units - worth_of_items - shipping * step
    return evolve(
        refund,
        items=tuple(items),
        shipping=Money(shipping * step, currency),
        adjustment=SignedMoney(max(adjustment * step, lacking), currency),
        return_id=choices.optional_identifier(),
    )


_CANCEL_REASONS = tuple(reason for reason in CancelReason if reason is not CancelReason.OTHER)


def _cancellation(choices: Choices, payment: Payment) -> Cancellation | None:
    """Draw a cancellation, which may name one of the payment's refunds, or None."""
    kind = choices.below(3)
    if kind == 0:
        return None
    is_other = kind == 2
    refund_ids = [None, *(refund.id for refund in payment.refunds)]
    return Cancellation(
        reason=CancelReason.OTHER if is_other else choices.one_of(_CANCEL_REASONS),
        details=choices.text(2000) if is_other else choices.optional_text(2000),
        at=choices.moment(),
        by=choices.text(200),
        refund_id=choices.one_of(refund_ids),
        restocked=choices.flag(),
    )


def _restocks(
    choices: Choices,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    cancellation: Cancellation | None,
) -> tuple[Restock, ...]:
    """Draw restocks within the lines' units, one for each cause."""
    causes: list[tuple[RestockCause, str | None]] = [
        (cause, choices.identifier())
        for cause in (RestockCause.REQUEST, RestockCause.ITEMS_CANCELLED)[: choices.below(3)]
    ]
    if cancellation is not None and cancellation.restocked:
        causes.append((RestockCause.CANCELLATION, None))
    returned = (one for one in fulfillments if one.status is FulfillmentStatus.RETURNED)
    causes += [(RestockCause.FULFILLMENT, one.id) for one in returned]
    left = {line.id: line.quantity for line in lines}
    made = []
    for cause, cause_id in choices.shuffled(causes):
        some = [line for line in lines if left[line.id] and choices.flag()]
        items = [RestockedItem(one.id, one.sku, choices.quantity(left[one.id])) for one in some]
        for item in items:
            left[item.id] -= item.quantity
        if items:
            at = choices.moment()
            made.append(Restock(cause=cause, cause_id=cause_id, at=at, items=tuple(items)))
    return tuple(made)


def _restocks_of_returns(
    choices: Choices, lines: Sequence[LineItem], returns: Sequence[Return]
) -> tuple[Restock, ...]:
    """Draw restocks within the units that returns received, one for each return."""
    made = []
    for each in returns:
        came = {item.id: item.received_quantity for item in each.items if item.received_quantity}
        if choices.flag() and came:
            items = [
                RestockedItem(line.id, line.sku, choices.quantity(came[line.id]))
                for line in lines
                if line.id in came
            ]
            cause = RestockCause.RETURN
            at = choices.moment()
            made.append(
                Restock(cause=cause, cause_id=f"of-{each.id}"[:64], at=at, items=tuple(items))
            )
    return tuple(made)


_RETURN_STATUSES = (*ReturnStatus, ReturnStatus.RECEIVED, ReturnStatus.CLOSED)
_CONDITIONS = sorted(RETURN_CONDITIONS)


def _returns(choices: Choices, fulfillments: Sequence[Fulfillment]) -> tuple[Return, ...]:
    """Draw returns of one or several fulfillments each.

    What is under way, and what closed returns received, is within the returnable units.
    """
    active = [one for one in fulfillments if one.is_active and one.was_handed_over]
    by_delivery = sorted(active, key=lambda one: one.status is not FulfillmentStatus.DELIVERED)
    left = {(item.id, one.id): item.quantity for one in by_delivery for item in one.shipment.items}
    made = []
    for id in choices.identifiers(0, 2) if left else ():
        own = Choices(choices.draw, 32)
        status = own.one_of(_RETURN_STATUSES)
        available = {key: units for key, units in left.items() if units}
        items = _returned_items(own, status, available)
        if not items:
            continue
        made.append(
            Return(
                id=id,
                items=items,
                status=status,
                note=own.optional_text(2000),
                tracking=_more_tracking(own),
                created_at=own.moment(),
                updated_at=own.moment(),
            )
        )
        if status in UNDER_WAY | {ReturnStatus.CLOSED}:
            for item in items:
                for each in item.shipped:
                    left[item.id, each.fulfillment_id] -= each.quantity
    return tuple(made)


def _returned_items(
    choices: Choices, status: ReturnStatus, available: Mapping[tuple[str, str], int]
) -> tuple[ReturnedItem, ...]:
    lines = dict.fromkeys(id for id, _ in available)
    some = [id for id in lines if choices.flag()]
    made = []
    for id in some:
        units = choices.quantity(sum(most for (own, _), most in available.items() if own == id))
        needed, shipped = units, list[ShippedUnits]()
        for (own, fulfillment_id), most in available.items():
            if own == id and (taken := min(needed, most)):
                shipped.append(ShippedUnits(fulfillment_id=fulfillment_id, quantity=taken))
                needed -= taken
        # A return becomes received with the first unit.
        least = 1 if id == some[0] else 0
        received = _received(choices, units, least) if status in _RECEIVED else ()
        made.append(
            ReturnedItem(
                id=id,
                quantity=units,
                reason=_word(choices, *RETURN_REASONS),
                shipped=tuple(shipped),
                received=received,
            )
        )
    return tuple(made)


_RECEIVED = {ReturnStatus.RECEIVED, ReturnStatus.CLOSED}


def _received(choices: Choices, units: int, least: int) -> tuple[ReceivedUnits, ...]:
    """Draw up to two parts of the units, each in a condition of its own."""
    left, made = units, list[ReceivedUnits]()
    for condition in choices.shuffled(_CONDITIONS)[: max(least, choices.below(3))]:
        if left:
            count = choices.quantity(left)
            arrived = RETURN_CONDITIONS[condition].arrives
            made.append(ReceivedUnits(quantity=count, condition=condition, arrived=arrived))
            left -= count
    return tuple(made)


_HOLD_REASONS = tuple(HoldReason)


def _holds(choices: Choices, lines: Sequence[LineItem]) -> tuple[Hold, ...]:
    """Draw holds of the order or of lines, each with an id, and a handle of its own or none."""
    made = dict[str, Hold]()
    for id in choices.identifiers(0, 2):
        some = tuple(line.id for line in lines if choices.flag())
        hold = Hold(
            id=id,
            reason=choices.one_of(_HOLD_REASONS),
            note=choices.optional_text(2000),
            until=choices.optional_moment(),
            handle=choices.optional_text(500, least=1),
            items=some if choices.flag() else (),
            created_at=choices.moment(),
        )
        # Several holds may have no handle.
        made[hold.handle or f"without {id}"] = hold
    return tuple(made.values())


_ten_thousandths = st.integers(-(10**16), 10**16)
_long_integers = st.integers(-(2**63), 2**63 - 1)


@made_of_choices(16)
def facts(choices: Choices) -> Fact:
    """Draw a fact of up to five plain values, nested at most three levels deep."""
    return _fact(choices, most=5, levels=3)


def _fact(choices: Choices, most: int, levels: int) -> Fact:
    """Draw a fact of up to ``most`` plain values; most facts of several levels are nested."""
    if not levels or not choices.below(levels + 1):
        return _plain_fact(choices)
    inner: list[Fact] = []
    is_list = choices.flag()
    for _ in range(choices.below(1 + min(2, most))):
        inner.append(_fact(choices, most // 2, levels - 1))
    return inner if is_list else {choices.text(64, least=0): each for each in inner}


def _plain_fact(choices: Choices) -> Fact:
    match choices.below(6):
        case 0:
            return None
        case 1:
            return choices.flag()
        case 2:
            return choices.draw(_long_integers)
        case 3:
            return Decimal(choices.draw(_ten_thousandths)).scaleb(-4)
    return choices.text(500, least=0)


_CHANGE_TYPES = tuple(ChangeType)
_CHANGED_STATUSES = (None, *map(str, OrderStatus))
_NOTIFIED: tuple[tuple[str, ...], ...] = ((), ("email",), ("email", "sms"))


def _timeline(choices: Choices, version: int) -> tuple[TimelineEntry, ...]:
    """Draw the last changes up to a version: one for each version, with unique ids."""
    ids = choices.identifiers(0, 3)[: version - 1]
    return tuple(
        _entry(Choices(choices.draw, 32), id, number)
        for number, id in enumerate(ids, version - len(ids) + 1)
    )


def _entry(choices: Choices, id: str, version: int) -> TimelineEntry:
    return TimelineEntry(
        id=id,
        version=version,
        type=choices.one_of(_CHANGE_TYPES),
        at=choices.moment(),
        by=choices.text(200),
        from_=choices.one_of(_CHANGED_STATUSES),
        to=choices.one_of(_CHANGED_STATUSES),
        note=choices.optional_text(2000),
        notified=choices.one_of(_NOTIFIED),
        data={choices.text(64): choices.draw(facts) for _ in range(choices.below(3))},
    )


_statuses = st.sampled_from(OrderStatus)
_LARGEST_TOTALS = (10**9, 10**11, 10**13, MAX_UNITS)
_usual_numbers = st.integers(1, 99_999)
_large_versions = st.integers(1, 10**9)


@st.composite
def orders(
    draw: st.DrawFn,
    domain_ids: st.SearchStrategy[str] | None = None,
    statuses: st.SearchStrategy[OrderStatus] | None = None,
) -> Order:
    """Return full, valid orders in any status."""
    status = draw(_statuses if statuses is None else statuses)
    choices = Choices(draw, 80)
    currency = choices.one_of(_CURRENCIES)
    most = choices.one_of(_LARGEST_TOTALS)
    prices_include_tax = choices.flag()
    largest_extra = most // 10 if choices.flag() else 0
    has_discount = choices.flag()
    version = 1 + choices.below(4)
    version = draw(_large_versions) if choices.flag() else version
    created_at, updated_at = choices.span()
    lines = _lines(choices, currency, most - 3 * largest_extra)
    shipping = choices.amount(currency, most=largest_extra)
    tax = choices.amount(currency, most=largest_extra)
    adjustments = _adjustments(choices, currency, largest_extra)
    gross = sum(line.total.units for line in lines) + shipping.units
    gross += 0 if prices_include_tax else tax.units
    cancelled = sum(line.cancelled_worth.units for line in lines)
    adjusted = gross + sum(each.amount.units for each in adjustments) - cancelled
    if adjusted < 0:
        adjustments, adjusted = (), gross - cancelled
    discount = choices.amount(currency, most=min(gross, adjusted) if has_discount else 0)
    of_payment = Choices(draw, 48)
    payment = _payment(of_payment, Money(adjusted, currency) - discount)
    fulfillments = _fulfillments(choices, lines, status)
    payment = _credited(of_payment, payment, lines, fulfillments)
    cancellation = _cancellation(choices, payment) if status is OrderStatus.CANCELLED else None
    if cancellation is not None:
        # Failed refunds may add up to more than an amount can be.
        refunded = sum(refund.amount.units for refund in payment.refunds)
        counted = choices.amount(currency, most=min(refunded, MAX_UNITS))
        payment = evolve(payment, refunded_at_cancellation=counted)
    returns = _returns(choices, fulfillments)
    of_goods = Choices(draw, 32)
    restocks = _restocks(of_goods, lines, fulfillments, cancellation)
    of_returns = _restocks_of_returns(of_goods, lines, returns)
    rest = Choices(draw, 64)
    id = rest.identifier()
    return Order(
        domain_id=rest.identifier() if domain_ids is None else draw(domain_ids),
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
        external_ids=_external_ids(rest, id),
        prices_include_tax=prices_include_tax,
        tax_lines=_tax_lines(rest, currency),
        adjustments=adjustments,
        cancellation=cancellation,
        restocks=(*restocks, *of_returns),
        returns=returns,
        holds=() if status is OrderStatus.CANCELLED else _holds(Choices(draw, 48), lines),
        timeline=_timeline(rest, version),
        created_at=created_at,
        updated_at=updated_at,
        number=_number(rest),
        store_id=rest.identifier(),
        customer=draw(customers),
        shipping_address=_optional_address(rest),
        billing_address=_optional_address(rest),
        tags=_tags(rest),
        note=rest.optional_text(2000),
        attributes=_attributes(rest),
        ship_by=rest.optional_moment(),
        assignee=rest.optional_identifier(),
        replaces=rest.optional_identifier(),
        replaced_by=tuple(rest.identifiers(0, 2)),
    )


_CURRENCIES = sorted(STEPS)


def _number(choices: Choices) -> str:
    """Draw an order number: digits, or any text that can be one."""
    text = normalized_number(choices.text(500)) if choices.below(3) else ""
    return text if 1 <= len(text) <= 500 else str(choices.draw(_usual_numbers))


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
