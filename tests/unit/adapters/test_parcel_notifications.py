"""Texts about deliveries and tracking, in every language, each sent after later changes."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import OrderEdit
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Address, Customer, Tracking
from seller_orders.testing.sample_order import change, fulfillment, line, order
from tests.support.written_notifications import late, mail_of, resent, text_message_of

DELIVERED = {
    "en": """\
Part of your order 1001 has been delivered

Hello Anjali,

Tracking number: 1Z999
Delivery to: Hill Road 5, 400050 Mumbai

In this parcel:
  2 × Pasta

Still to come:
  1 × Pasta
  1 × Soup

Kind regards
""",
    "de": """\
Ein Teil Ihrer Bestellung 1001 ist zugestellt

Guten Tag Anjali,

Sendungsnummer: 1Z999
Lieferung an: Hill Road 5, 400050 Mumbai

In diesem Paket:
  2 × Pasta

Es folgt noch:
  1 × Pasta
  1 × Soup

Freundliche Grüße
""",
    "es": """\
Se ha entregado una parte de su pedido 1001

Hola, Anjali:

Número de seguimiento: 1Z999
Entrega a: Hill Road 5, 400050 Mumbai

En este paquete:
  2 × Pasta

Aún por llegar:
  1 × Pasta
  1 × Soup

Un saludo
""",
    "fr": """\
Une partie de votre commande 1001 a été livrée

Bonjour Anjali,

Numéro de suivi : 1Z999
Livraison à : Hill Road 5, 400050 Mumbai

Dans ce colis :
  2 × Pasta

Encore à venir :
  1 × Pasta
  1 × Soup

Cordialement
""",
}
TRACKED = {
    "en": """\
The tracking of your order 1001 has changed

Hello Anjali,

Follow your parcel: https://courier.example/CC1
Tracking number: CC1
Tracking number: CC2
Delivery to: Hill Road 5, 400050 Mumbai
Previous tracking number: 1Z999

In this parcel:
  2 × Pasta

Kind regards
""",
    "de": """\
Die Sendungsdaten Ihrer Bestellung 1001 haben sich geändert

Guten Tag Anjali,

Sendung verfolgen: https://courier.example/CC1
Sendungsnummer: CC1
Sendungsnummer: CC2
Lieferung an: Hill Road 5, 400050 Mumbai
Bisherige Sendungsnummer: 1Z999

In diesem Paket:
  2 × Pasta

Freundliche Grüße
""",
    "es": """\
El seguimiento de su pedido 1001 ha cambiado

Hola, Anjali:

Seguir el paquete: https://courier.example/CC1
Número de seguimiento: CC1
Número de seguimiento: CC2
Entrega a: Hill Road 5, 400050 Mumbai
Número de seguimiento anterior: 1Z999

En este paquete:
  2 × Pasta

Un saludo
""",
    "fr": """\
Le suivi de votre commande 1001 a changé

Bonjour Anjali,

Suivre votre colis : https://courier.example/CC1
Numéro de suivi : CC1
Numéro de suivi : CC2
Livraison à : Hill Road 5, 400050 Mumbai
Ancien numéro de suivi : 1Z999

Dans ce colis :
  2 × Pasta

Cordialement
""",
}
HOME = Address(line1="Hill Road 5", postal_code="400050", city="Mumbai")
NEW = Tracking(awb="CC1", url="https://courier.example/CC1")


def shipped(language: str = "en", **fields: Any) -> Order:
    """Return an order of three pasta and a soup; two pasta are in ful_1."""
    bought = order(
        lines=(line("pasta", 3), line("soup", 1)),
        customer=Customer(id="cus_1", name="Anjali", language=language),
        shipping_address=HOME,
        **fields,
    )
    return bought.add_fulfillment(fulfillment(id="ful_1", pasta=2), change(2))


def another(before: Order, **units: int) -> Order:
    number = before.version + 1
    return before.add_fulfillment(fulfillment("pending", f"ful_{number}", **units), change(number))


def updated(
    before: Order,
    status: str | None = None,
    tracking: Tracking | None = None,
    id: str = "ful_1",
    **more: Any,
) -> Order:
    current = before.fulfillment(id)
    assert current is not None
    to = FulfillmentStatus(status) if status else current.status
    return before.update_fulfillment(
        current, to, tracking or current.shipment.tracking, change(before.version + 1), **more
    )


def moved(before: Order) -> Order:
    """Return the order after an edit of its shipping address."""
    edit = OrderEdit(shipping_address=Address(line1="Sea Road 1"))
    return edit_order(before, ensure_editable(before, edit).unwrap(), change(before.version + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_lists_what_is_still_to_come(language: str):
    """A pasta is on its way, and the soup is not sent yet. Both are delivered later."""
    delivered = updated(another(shipped(language), pasta=1), "delivered")
    rest = updated(another(delivered, soup=1), "delivered", id="ful_5")
    later = updated(rest, "delivered", id="ful_3")

    assert mail_of(late(delivered, later)) == mail_of(resent(later, 4)) == DELIVERED[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_of_tracking_lists_old_and_new(language: str):
    """The parcel is tracked elsewhere later."""
    changed = updated(
        shipped(language), tracking=NEW, more_tracking=(Tracking(awb="CC2", url=None),)
    )
    later = updated(changed, tracking=Tracking(awb="ZZ"), more_tracking=())

    assert mail_of(late(changed, later)) == mail_of(resent(later, 3)) == TRACKED[language]


def test_the_last_parcel_completes_the_order():
    first = updated(another(shipped(), pasta=1, soup=1), "delivered")
    last = updated(first, "delivered", id="ful_3")

    assert [text_message_of(late(each))[-1] for each in (first, last)] == [
        "Still to come: 1 x Pasta, 1 x Soup.",
        "With this parcel your order is complete.",
    ]


def test_one_parcel_is_the_whole_order():
    whole = order(lines=(line("pasta", 2),)).add_fulfillment(fulfillment(pasta=2), change(2))

    assert text_message_of(late(updated(whole, "delivered"))) == [
        "Your order 1001 has been delivered.",
        "In this parcel: 2 x Pasta.",
    ]


@pytest.mark.parametrize("status", ["delivered", "refunded"])
def test_a_closed_order_has_nothing_still_to_come(status: str):
    """It is not complete, either."""
    closed = shipped().move_to(OrderStatus(status), change(3))

    sent = late(updated(closed, "delivered"))

    assert text_message_of(sent) == [
        "Part of your order 1001 has been delivered.",
        "In this parcel: 2 x Pasta.",
    ]
    assert "complete" not in mail_of(sent)


def test_a_parcel_does_not_move_with_its_order():
    """Parcels that were created before an edit of the address keep theirs."""
    before = shipped()
    after = updated(another(moved(before), soup=1), "delivered")
    another_delivered = updated(after, "delivered", id="ful_4")

    for notification in (late(before), late(before, after), late(after), resent(after, 2)):
        assert "Delivery to: Hill Road 5" in mail_of(notification)
    assert "Delivery to: Sea Road 1" in mail_of(late(another_delivered))


def test_removed_tracking_is_told():
    removed = updated(shipped(), tracking=Tracking())

    assert text_message_of(late(removed)) == [
        "The tracking of your order 1001 has changed.",
        "Your parcel cannot be followed at the moment.",
    ]
    assert "Previous tracking number: 1Z999" in mail_of(late(removed))


def test_tracking_of_a_carriers_parcel_is_that_of_its_time():
    parcel = fulfillment(id="ful_1", pasta=2)
    booked = evolve(parcel, shipment=evolve(parcel.shipment, provider_id="fast"))
    changed = updated(order().add_fulfillment(booked, change(2)), tracking=NEW)
    later = updated(changed, tracking=Tracking(awb="ZZ"))

    assert "Tracking number: CC1\n" in mail_of(late(changed, later))
    assert "ZZ" not in mail_of(late(changed, later))
