"""Random sequences on an order's money, next to a book-keeper who works in exact fractions.

Orders have discounts, tax that is added or included, tenders, over- and underpayment, and
currencies without decimals, with two and with three. The state machine holds which operations are
refused; this test holds the figures of those that are allowed.
"""

from decimal import Decimal
from typing import Any

from attrs import define, evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.tender import Tender
from seller_orders.testing.bookkeeper import Bookkeeper
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.reference_sums import worths_in_minor_units
from seller_orders.testing.strategies import STEPS
from tests.unit.domain.sequence_steps import (
    Step,
    cancel,
    credit,
    give,
    item,
    money,
    parcel,
    pay,
    settle,
    ship,
    sold,
    take_off,
)

DECIMALS = {"JPY": 0, "INR": 2, "KWD": 3}
LINES = ["a", "b"]


@define
class Ledgers:
    """Order with its two oracles. Amounts are in minor units."""

    order: Order
    books: Bookkeeper
    units: PhysicalLedger
    number: int = 1

    def written(self, amount: int) -> str:
        """Return an amount of minor units as a decimal number."""
        return str(Decimal(amount).scaleb(-DECIMALS[self.order.currency]))

    def do(self, step: Step) -> bool:
        """Do a step if it is allowed; return whether it was."""
        self.number += 1
        after = step(self.order, self.number)
        if is_successful(after):
            self.order = after.unwrap()
            self.units.follow(self.order)
        return is_successful(after)

    def minor(self, units: int) -> int:
        """Return units of ``Money`` as minor units, of which they are a whole number."""
        whole, rest = divmod(units, STEPS[self.order.currency])
        assert rest == 0
        return whole


@st.composite
def new_ledgers(draw: st.DrawFn) -> Ledgers:
    """Return a new order of one or two lines, and its books."""
    currency = draw(st.sampled_from(sorted(DECIMALS)))
    step = STEPS[currency]
    includes_tax = draw(st.booleans())
    ids = LINES[: draw(st.integers(1, 2))]

    def written(amount: int) -> str:
        return str(Decimal(amount * step) / 10_000)

    lines: list[LineItem] = []
    for id in ids:
        price, units = draw(st.integers(0, 400)), draw(st.integers(1, 7))
        of_line = draw(st.none() | st.integers(0, 30))
        sums: dict[str, Any] = {"discount": written(draw(st.integers(0, min(50, price * units))))}
        sums |= {} if of_line is None else {"tax": written(of_line)}
        is_digital = draw(st.sampled_from([False, False, True]))
        lines.append(item(id, units, written(price), currency=currency, digital=is_digital, **sums))
    totals = [line.total_units // step for line in lines]
    shipping, tax = draw(st.integers(0, 300)), draw(st.integers(0, 200))
    discount = draw(st.integers(0, min(300, sum(totals) + shipping)))
    total = sum(totals) + shipping - discount + (0 if includes_tax else tax)
    paid = max(0, total + draw(st.sampled_from([0, 0, 7, -7, -total])))
    worths, of_shipping = worths_in_minor_units(
        totals,
        [None if line.tax is None else line.tax.units // step for line in lines],
        discount=discount,
        shipping=shipping,
        tax=tax,
        prices_include_tax=includes_tax,
    )
    order = sold(
        *lines,
        paid=written(paid),
        includes_tax=includes_tax,
        discount=written(discount),
        shipping=written(shipping),
        tax=written(tax),
    )
    books = Bookkeeper(
        sold=total,
        quantities={line.id: line.quantity for line in lines},
        worths=dict(zip(ids, worths, strict=True)),
        shipping_worth=of_shipping,
        captured=paid,
    )
    gift = draw(st.integers(0, paid))
    tenders = {"card": paid - gift, "gift": gift}
    if draw(st.booleans()) and all(tenders.values()):
        books.tenders = {id: (amount, "captured") for id, amount in tenders.items()}
        payment = evolve(
            order.payment,
            tenders=tuple(
                Tender(id=id, method=id, amount=money(written(amount), currency))
                for id, amount in tenders.items()
            ),
        )
        order = evolve(order, payment=payment)
    return Ledgers(order, books, PhysicalLedger.of(order))


def some_units(now: Ledgers, draw: Any) -> dict[str, Any]:
    """Draw up to three units of some lines."""
    return {line: draw(st.integers(1, 3)) for line in now.books.quantities if draw(st.booleans())}


def take_some_off(now: Ledgers, id: str, draw: Any) -> None:
    units = some_units(now, draw)
    asks, amount = draw(st.booleans()), draw(st.none() | st.none() | st.integers(1, 60))
    asked = None if amount is None or not asks else now.written(amount)
    step = take_off(id if asks else "", asked, restock=draw(st.booleans()), **units)
    if units and now.do(step):
        worth = sum(now.books.take_off(list(units.items())))
        if asks:
            now.books.refund_taken_off(id, worth, None if asked is None else amount)


def credit_some(now: Ledgers, id: str, draw: Any) -> None:
    units = some_units(now, draw)
    shipping = draw(st.sampled_from([0, 1, 50, now.books.shipping_left]))
    adjustment = draw(st.sampled_from([0, 0, 5, -5]))
    sums: dict[str, Any] = {
        "shipping": now.written(max(0, shipping)),
        "adjustment": now.written(adjustment),
    }
    if now.do(credit(id, **sums, **units)):
        now.books.refund_units(id, list(units.items()), max(0, shipping), adjustment)


def give_some(now: Ledgers, id: str, draw: Any) -> None:
    amount = draw(st.integers(1, 120))
    if now.do(give(id, now.written(amount))):
        now.books.refund(id, amount)


def settle_one(now: Ledgers, _: str, draw: Any) -> None:
    pending = [one for one in now.order.payment.refunds if one.status == "pending"]
    if pending:
        asked = pending[draw(st.integers(0, len(pending) - 1))]
        open_parts = [part.tender_id for part in asked.parts if part.status == "pending"]
        tender = draw(st.sampled_from([None, *open_parts]))
        outcome = draw(st.sampled_from(["failed", "failed", "succeeded"]))
        assert now.do(settle(asked.id, outcome, tender))
        now.books.settle(asked.id, outcome, tender)


def pay_more(now: Ledgers, _: str, draw: Any) -> None:
    captured = now.books.captured + draw(st.integers(1, 40))
    if not now.books.tenders and now.do(pay(now.written(captured))):
        now.books.captured = captured


def send(now: Ledgers, id: str, draw: Any) -> None:
    units: dict[str, Any] = {
        each.id: draw(st.integers(1, each.quantity)) for each in now.order.remaining
    }
    status = draw(st.sampled_from(["in_transit", "delivered", "failed"]))
    if units and now.do(ship(id, **units)):
        assert now.do(parcel(id, status))


def end_a_parcel(now: Ledgers, _: str, draw: Any) -> None:
    if now.order.fulfillments:
        found = draw(st.sampled_from(now.order.fulfillments))
        now.do(parcel(found.id, draw(st.sampled_from(["returned", "failed"]))))


def cancel_all(now: Ledgers, id: str, draw: Any) -> None:
    if draw(st.integers(0, 3)) == 0:
        return
    refund = draw(st.booleans())
    refundable = now.books.kept
    if now.do(cancel(refund=refund, restock=draw(st.booleans()))):
        if refund and now.books.total:
            now.books.refund("rfd_cancel", refundable)
        now.books.cancel()


OPERATIONS = [
    take_some_off,
    take_some_off,
    send,
    send,
    credit_some,
    credit_some,
    credit_some,
    give_some,
    settle_one,
    settle_one,
    pay_more,
    end_a_parcel,
]


def check(now: Ledgers) -> None:
    """Compare the order's money with the books, and hold that parts stay within the whole."""
    order, books, payment = now.order, now.books, now.order.payment
    assert {
        "total": now.minor(order.total.units),
        "cancelled": sum(now.minor(line.cancelled_worth.units) for line in order.lines),
        "credited": now.minor(payment.credited.units),
        "refunded": now.minor(payment.refunded.units),
        "balance": now.minor(order.balance.units),
    } == {
        "total": books.total,
        "cancelled": books.cancelled,
        "credited": books.credited,
        "refunded": books.refunded,
        "balance": books.balance,
    }
    assert [
        (one.status, {part.tender_id: now.minor(part.amount.units) for part in one.parts})
        for one in payment.refunds
    ] == [
        (one.status, {tender: amount for tender, (amount, _) in one.parts.items()})
        for one in books.refunds.values()
    ]
    assert 0 <= books.refunded <= books.captured
    for id, units in books.quantities.items():
        count, worth = books.taken(id)
        assert count <= units
        assert worth <= books.worths[id]
    assert books.shipping_left >= 0


@settings(max_examples=300)
@given(new_ledgers(), st.data())
def test_the_money_is_what_a_book_keeper_gets(now: Ledgers, data: st.DataObject):
    check(now)
    for number in range(data.draw(st.integers(1, 14))):
        operation = data.draw(st.sampled_from(OPERATIONS))
        operation(now, f"id_{number}", data.draw)
        check(now)
    cancel_all(now, "", data.draw)
    settle_one(now, "", data.draw)
    check(now)


def refund_every_unit(now: Ledgers, part: int) -> int:
    """Refund all units and the shipping, ``part`` at a time; return the sum of the credits."""
    number = 0
    while left := untaken(now.books, part):
        number += 1
        assert now.do(credit(f"r{number}", **left))
        now.books.refund_units(f"r{number}", list(left.items()), 0, 0)
        check(now)
    if now.books.shipping_left:
        assert now.do(credit("s", shipping=now.written(now.books.shipping_left)))
        now.books.refund_units("s", [], now.books.shipping_left, 0)
        check(now)
    return now.books.credited


def untaken(books: Bookkeeper, most: int) -> dict[str, Any]:
    """Return up to ``most`` units of each line that has units neither taken off nor credited."""
    left = {id: units - books.taken(id)[0] for id, units in books.quantities.items()}
    return {id: min(most, units) for id, units in left.items() if units}


@settings(max_examples=100)
@given(new_ledgers(), st.integers(1, 4), st.integers(0, 3))
def test_all_parts_add_up_to_the_whole(now: Ledgers, part: int, off: int):
    """Units are taken off first, the others are shipped and refunded: no worth stays."""
    first = next(iter(now.books.quantities))
    some: dict[str, Any] = {first: off}
    if off and now.do(take_off(**some)):
        now.books.take_off([(first, off)])
    if now.order.remaining:
        rest: dict[str, Any] = {each.id: each.quantity for each in now.order.remaining}
        now.do(ship("f", **rest))
        now.do(parcel("f", "delivered"))
    # Shipping is refunded alone only if something is owed for it.
    now.books.shipping_worth = (
        0 if now.books.captured < now.books.sold else now.books.shipping_worth
    )

    credited = refund_every_unit(now, part)

    worth = sum(now.books.worths.values()) + now.books.shipping_worth
    assert credited + now.books.cancelled == worth
    if now.books.captured >= now.books.sold:
        assert now.order.total.units == now.order.payment.credited.units
        assert now.books.kept == now.books.captured - now.books.sold + now.books.cancelled
