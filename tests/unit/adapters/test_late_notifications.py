"""Notifications that are sent after refunds failed, payments came, or lines were removed."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.tender import Tender
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import (
    change,
    inr,
    order,
    payment,
    refund,
    with_units_cancelled,
)
from tests.support.written_notifications import late, mail_of, resent, text_message_of

ABOUT_MONEY = ["refund", "erstatt", "rembours", "devolvemos", "reembols", "₹", "INR"]


def in_language(language: str, **fields: Any) -> Order:
    return order(customer=Customer(id="cus_1", name="Anjali", language=language), **fields)


def failed(before: Order, part: str | None = None) -> Order:
    return before.settle_refund(
        before.payment.refunds[0], RefundStatus.FAILED, change(before.version + 1), part
    )


def cancelled(before: Order, amount: int | None = 250) -> Order:
    terms = CancellationTerms(
        reason=CancelReason.OTHER,
        details="Lost",
        refund=None if amount is None else inr(amount),
        restock=True,
    )
    return before.cancel(terms, "rfd_1", change(before.version + 1))


def about_money(text: str) -> list[str]:
    """Return words about money in a text, but those of its totals."""
    said = "\n".join(each for each in text.splitlines() if ":" not in each)
    return [each for each in ABOUT_MONEY if each in said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancellation_names_no_failed_refund(language: str):
    now = cancelled(in_language(language))
    sent_at_once, sent_late = late(now), late(now, failed(now))

    assert about_money(mail_of(sent_at_once))
    for text in (mail_of(sent_late), *text_message_of(sent_late)):
        assert about_money(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancellation_of_units_names_no_failed_refund(language: str):
    now = with_units_cancelled(in_language(language), pasta=1)
    sent_at_once, sent_late = late(now), late(now, failed(now))

    assert about_money(mail_of(sent_at_once))
    for text in (mail_of(sent_late), text_message_of(sent_late)[0]):
        assert about_money(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_refunded_names_no_failed_refund(language: str):
    asked = in_language(language).request_refund(refund(250), change(2))
    now = asked.move_to(OrderStatus.REFUNDED, change(3))
    never = in_language(language).move_to(OrderStatus.REFUNDED, change(2))

    sent_late = late(now, failed(now))

    assert mail_of(sent_late) == mail_of(late(never))
    assert text_message_of(sent_late) == text_message_of(late(never))
    assert about_money(mail_of(late(now)))
    assert about_money(mail_of(late(never))) == []


def test_a_later_refund_is_not_in_an_earlier_notification():
    closed = order().move_to(OrderStatus.REFUNDED, change(2))
    later = closed.request_refund(refund(250), change(3))

    for notification in (late(closed, later), resent(later, 2)):
        assert mail_of(notification) == mail_of(late(closed))


def test_a_refund_is_named_without_its_failed_part():
    """Of 250, 150 go back to a card and 100 to a gift card, which has expired."""
    tenders = tuple(
        Tender(id=id, method="card", amount=inr(amount))
        for id, amount in (("card", 150), ("gift", 100))
    )
    paid = order(payment=evolve(payment("paid", 250), tenders=tenders))
    asked = paid.request_refund(refund(250), change(2))

    mail = mail_of(late(asked, failed(asked, "gift")))

    assert "We are refunding ₹150.00 the way you paid." in mail


def test_nothing_charged_is_said_only_if_it_is_so():
    """Cash on delivery of a cancelled order is recorded before the mail is sent."""
    unpaid = cancelled(order(payment=payment("pending")), None)
    paid = evolve(unpaid, payment=payment("paid", 250))

    assert "Nothing has been charged." in mail_of(late(unpaid))
    assert "charged" not in mail_of(late(unpaid, paid))


def test_a_removed_line_is_in_an_earlier_notification():
    confirmed = order().move_to(OrderStatus.CONFIRMED, change(2))
    edit = OrderEdit(items=(LineEdit(id="soup", quantity=0),))
    without = edit_order(confirmed, ensure_editable(confirmed, edit).unwrap(), change(3))

    for notification in (late(confirmed, without), resent(without, 2)):
        assert mail_of(notification) == mail_of(late(confirmed))
    assert "1 × Soup" in mail_of(late(confirmed))


def test_notes_of_other_changes_stay_internal():
    noted = order().request_refund(refund(70), change(2, note="Angry"))

    assert "Angry" not in mail_of(late(noted))
    assert "Angry" in mail_of(late(order().move_to(OrderStatus.SHIPPED, change(2, note="Angry"))))
