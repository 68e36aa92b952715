"""Texts about cancelled units and refunds, in every language."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.message_factory import notifications_of
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.order import Order
from seller_orders.domain.values import Customer
from seller_orders.testing import sample_order
from seller_orders.testing.sample_order import (
    fulfillment,
    handed_over,
    inr,
    item_cancellation,
    line,
    outcome_of,
    payment,
)
from tests.support.use_case_world import World, reachable

OF_ONE: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}

CANCELLED_MAILS = {
    "en": """\
Part of your order 1001 has been cancelled

Hello Anjali,

We are sorry: part of what you ordered is out of stock.
We are refunding ₹400.00 the way you paid.

What was cancelled:
  4 × Pasta

Still to come:
  3 × Soup

New total of your order: ₹750.00

Kind regards
""",
    "de": """\
Ein Teil Ihrer Bestellung 1001 ist storniert

Guten Tag Anjali,

Es tut uns leid: Ein Teil Ihrer Bestellung ist nicht mehr vorrätig.
Wir erstatten Ihnen 400,00 ₹ auf dem Weg, auf dem Sie bezahlt haben.

Was storniert wurde:
  4 × Pasta

Es folgt noch:
  3 × Soup

Neue Summe Ihrer Bestellung: 750,00 ₹

Freundliche Grüße
""",
    "es": """\
Se ha cancelado una parte de su pedido 1001

Hola, Anjali:

Lo sentimos: una parte de lo que pidió está agotada.
Le devolvemos 400,00 INR por el mismo medio con el que pagó.

Lo que se ha cancelado:
  4 × Pasta

Aún por llegar:
  3 × Soup

Nuevo total de su pedido: 750,00 INR

Un saludo
""",
    "fr": """\
Une partie de votre commande 1001 est annulée

Bonjour Anjali,

Nous sommes désolés : une partie de votre commande n'est plus en stock.
Nous vous remboursons 400,00 ₹ par le moyen que vous avez utilisé pour payer.

Ce qui est annulé :
  4 × Pasta

Encore à venir :
  3 × Soup

Nouveau total de votre commande : 750,00 ₹

Cordialement
""",
}
REFUND_MAILS = {
    "en": """\
You are getting a refund for your order 1001

Hello Anjali,

We are refunding ₹200.00 the way you paid.

What is refunded:
  2 × Pasta

Kind regards
""",
    "de": """\
Sie erhalten eine Erstattung zu Ihrer Bestellung 1001

Guten Tag Anjali,

Wir erstatten Ihnen 200,00 ₹ auf dem Weg, auf dem Sie bezahlt haben.

Was erstattet wird:
  2 × Pasta

Freundliche Grüße
""",
    "es": """\
Va a recibir un reembolso por su pedido 1001

Hola, Anjali:

Le devolvemos 200,00 INR por el mismo medio con el que pagó.

Lo que se reembolsa:
  2 × Pasta

Un saludo
""",
    "fr": """\
Vous allez recevoir un remboursement pour votre commande 1001

Bonjour Anjali,

Nous vous remboursons 200,00 ₹ par le moyen que vous avez utilisé pour payer.

Ce qui est remboursé :
  2 × Pasta

Cordialement
""",
}
MESSAGES = {
    "en": (
        "Part of your order 1001 has been cancelled. We are refunding ₹400.00 the way you paid.",
        "You are getting a refund for your order 1001. We are refunding ₹200.00 the way you paid.",
    ),
    "de": (
        "Ein Teil Ihrer Bestellung 1001 ist storniert."
        " Wir erstatten Ihnen 400,00 ₹ auf dem Weg, auf dem Sie bezahlt haben.",
        "Sie erhalten eine Erstattung zu Ihrer Bestellung 1001."
        " Wir erstatten Ihnen 200,00 ₹ auf dem Weg, auf dem Sie bezahlt haben.",
    ),
}


def of_ten(**fields: Any) -> Order:
    """Return an order of ten pasta at 100, six of them delivered, and three soup at 50."""
    usual: dict[str, Any] = {
        "customer": Customer(id="cus_1", name="Anjali", email="a@example.com"),
        "lines": (line("pasta", 10, "100"), line("soup", 3, "50")),
        "discount": inr(0),
        "payment": payment("paid", 1150),
        "fulfillments": (handed_over(fulfillment("delivered", pasta=6)),),
    }
    return reachable("shipped", **usual | fields)


def cancelled_in(order: Order, quantity: int = 4, **request: Any) -> Notification:
    wanted: dict[str, Any] = {"refund": True, "restock": True}
    command = CancelItems(
        **OF_ONE,
        request=item_cancellation({"pasta": quantity}, **wanted | request),
        notify_customer=True,
    )
    return latest(World.of(order).cancel_items(command).unwrap().order)


def refunded_in(order: Order, **fields: Any) -> Notification:
    items = {"items": (ItemQuantity("pasta", 2),)}
    command = CreateRefund(**OF_ONE, **items | fields, notify_customer=True)
    return latest(World.of(order).create_refund(command).unwrap().order)


def latest(order: Order) -> Notification:
    """Return the notification of the latest change."""
    (message,) = notifications_of(order, order.version, ["email"]).unwrap()
    facts: Any = message.data["snapshot"]
    return Notification(
        message_id=message.message_id,
        template=Template(str(message.data["template"])),
        order=order,
        change=order.timeline[-1],
        snapshot=OrderSnapshot.of(facts),
    )


def in_language(language: str) -> Order:
    return of_ten(customer=Customer(id="cus_1", name="Anjali", language=language))


def plain(text: str) -> str:
    """Return a text whose spaces are plain."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def body(text: str) -> str:
    """Return a mail's text without the signature."""
    return plain(text).partition("\n-- ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_lists_the_cancelled_units(language: str):
    mail = JinjaNotificationComposer().email(cancelled_in(in_language(language)))

    assert body(mail.text) == CANCELLED_MAILS[language]
    assert plain(mail.subject) == CANCELLED_MAILS[language].partition("\n")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_lists_the_refunded_units(language: str):
    mail = JinjaNotificationComposer().email(refunded_in(in_language(language)))

    assert body(mail.text) == REFUND_MAILS[language]


@pytest.mark.parametrize("language", MESSAGES)
def test_a_text_message_says_the_same_in_short(language: str):
    order, composer = in_language(language), JinjaNotificationComposer()

    texts = [composer.sms(each).text for each in (cancelled_in(order), refunded_in(order))]

    assert [without_code(each) for each in texts] == list(map(without_code, MESSAGES[language]))


def without_code(text: str) -> str:
    """Return a text without the currency, which text messages write as a code in front."""
    return " ".join(plain(text).replace("INR", "").replace("₹", "").split())


def test_a_text_message_names_the_units_if_there_is_room():
    more = JinjaNotificationComposer().sms(cancelled_in(of_ten())).more

    assert [without_code(each) for each in more] == [
        "What was cancelled: 4 x Pasta.",
        "We are sorry: part of what you ordered is out of stock.",
        "Still to come: 3 x Soup.",
        "New total of your order: 750.00.",
    ]


@pytest.mark.parametrize("reason", ["fraud", "other"])
def test_internal_reasons_stay_internal(reason: str):
    notification = cancelled_in(of_ten(), reason=reason, details="Stolen card")

    mail = JinjaNotificationComposer().email(notification)
    for text in (mail.text, mail.html):
        assert "Stolen" not in text
        assert "fraud" not in text
        assert "out of stock" not in text


def test_no_refund_is_named_where_there_is_none():
    unpaid = of_ten(payment=payment("pending"))

    for notification in (cancelled_in(unpaid), cancelled_in(of_ten(), refund=False)):
        mail = JinjaNotificationComposer().email(notification)
        for text in (mail.text, mail.html, JinjaNotificationComposer().sms(notification).text):
            assert "refund" not in text


def test_a_refund_of_shipping_lists_no_units():
    order = of_ten(shipping=inr(12), payment=payment("paid", 1162))
    notification = refunded_in(order, items=(), shipping=Decimal(12))

    mail = JinjaNotificationComposer().email(notification)

    assert "₹12.00" in mail.text
    assert "What is refunded" not in mail.text
    assert "<table" not in mail.html


PARTS_OF_A_REFUND = {
    "en": ["Items: ₹200.00", "Shipping costs: ₹12.00", "Deducted: ₹2.00"],
    "de": ["Artikel: 200,00 ₹", "Versandkosten: 12,00 ₹", "Abgezogen: 2,00 ₹"],
    "es": ["Artículos: 200,00 INR", "Gastos de envío: 12,00 INR", "Descontado: 2,00 INR"],
    "fr": ["Articles : 200,00 ₹", "Frais de port : 12,00 ₹", "Déduction : 2,00 ₹"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_adds_up_what_is_refunded(language: str):
    order = evolve(in_language(language), shipping=inr(12), payment=payment("paid", 1162))
    notification = refunded_in(order, shipping=Decimal(12), adjustment=Decimal(-2))

    mail = JinjaNotificationComposer().email(notification)

    expected = PARTS_OF_A_REFUND[language]
    assert "2 × Pasta\n\n" + "\n".join(expected) + "\n\n" in plain(mail.text)
    for each in expected:
        name, _, amount = each.rpartition(": ")
        assert f">{name}:</span> {amount}</p>" in plain(mail.html)


@pytest.mark.parametrize(("adjustment", "is_named"), [(3, True), (0, False)])
def test_a_refund_of_units_alone_needs_no_sum(adjustment: int, is_named: bool):
    mail = JinjaNotificationComposer().email(refunded_in(of_ten(), adjustment=Decimal(adjustment)))

    assert ("Items: ₹200.00\nAdded: ₹3.00\n" in mail.text) is is_named
    assert ("Items:" in mail.text) is is_named


def test_no_parts_are_named_that_are_more_than_the_refund():
    """The customer had paid 100 too little: 212 are credited, and 112 are refunded."""
    order = of_ten(shipping=inr(12), payment=payment("paid", 1062))

    mail = JinjaNotificationComposer().email(refunded_in(order, shipping=Decimal(12)))

    assert "₹112.00" in mail.text
    assert "Shipping costs" not in mail.text


def test_a_mail_has_no_empty_paragraph():
    mail = JinjaNotificationComposer().email(
        cancelled_in(of_ten(), reason="other", details="Moved", refund=False)
    )

    assert "\n\n\n" not in mail.text


def test_an_order_without_units_left_is_cancelled():
    """Its last units can be cancelled because the order's own cancellation is refused."""
    order = of_ten(fulfillments=(), lines=(line("pasta", 4, "100"),), payment=payment("paid", 400))

    mail = JinjaNotificationComposer().email(cancelled_in(order))

    assert mail.subject == "Your order 1001 has been cancelled"
    assert "We are sorry: what you ordered is out of stock." in mail.text
    assert "Still to come" not in mail.text


def test_a_refund_of_0_notifies_nobody():
    unpaid = of_ten(payment=payment("pending"))
    command = CreateRefund(**OF_ONE, items=(ItemQuantity("pasta", 2),))
    order = World.of(unpaid).create_refund(command).unwrap().order

    assert outcome_of(notifications_of(order, 2, ["email"])) == "nothing_to_tell"


def test_a_parcel_of_all_that_is_left_is_the_whole_order():
    order = evolve(of_ten(), fulfillments=())
    left = World.of(order).cancel_items(
        CancelItems(**OF_ONE, request=item_cancellation({"pasta": 10}))
    )
    parcel = sample_order.fulfillment(id="ful_9", soup=3)
    shipped = left.unwrap().order.add_fulfillment(parcel, sample_order.change(3))

    mail = JinjaNotificationComposer().email(latest(shipped))

    assert mail.subject == "Your order 1001 is on its way"
