"""Texts about returns, in every language, each sent after later changes."""

import pytest

from seller_orders.application.message_factory import notifications_of
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.order import Order
from seller_orders.domain.values import Customer, Tracking
from seller_orders.testing.sample_order import line, order, outcome_of
from tests.support.returned_orders import moved_return, received, with_return
from tests.support.written_notifications import late, mail_of, resent, text_message_of

APPROVED = {
    "en": """\
Your return for order 1001 has been approved

Hello Anjali,

Tracking number: RET77 (https://courier.example/RET77)

What you are sending back:
  3 × Pasta (reason: too small)
  1 × Soup

Kind regards
""",
    "de": """\
Ihre Rücksendung zur Bestellung 1001 ist genehmigt

Guten Tag Anjali,

Sendungsnummer: RET77 (https://courier.example/RET77)

Was Sie zurücksenden:
  3 × Pasta (Grund: zu klein)
  1 × Soup

Freundliche Grüße
""",
    "es": """\
La devolución de su pedido 1001 está aprobada

Hola, Anjali:

Número de seguimiento: RET77 (https://courier.example/RET77)

Lo que devuelve:
  3 × Pasta (motivo: demasiado pequeño)
  1 × Soup

Un saludo
""",
    "fr": """\
Votre retour pour la commande 1001 est accepté

Bonjour Anjali,

Numéro de suivi : RET77 (https://courier.example/RET77)

Ce que vous renvoyez :
  3 × Pasta (motif : trop petit)
  1 × Soup

Cordialement
""",
}
RECEIVED = {
    "en": """\
Part of your return for order 1001 has arrived

Hello Anjali,

What has arrived:
  1 × Pasta (in good condition)
  1 × Pasta (damaged)

What was missing:
  1 × Soup

What we are still expecting:
  1 × Pasta

Kind regards
""",
    "de": """\
Ein Teil Ihrer Rücksendung zur Bestellung 1001 ist angekommen

Guten Tag Anjali,

Was angekommen ist:
  1 × Pasta (in gutem Zustand)
  1 × Pasta (beschädigt)

Was gefehlt hat:
  1 × Soup

Was wir noch erwarten:
  1 × Pasta

Freundliche Grüße
""",
    "es": """\
Ha llegado una parte de la devolución de su pedido 1001

Hola, Anjali:

Lo que ha llegado:
  1 × Pasta (en buen estado)
  1 × Pasta (estado: dañado)

Lo que faltaba:
  1 × Soup

Lo que aún esperamos:
  1 × Pasta

Un saludo
""",
    "fr": """\
Une partie de votre retour pour la commande 1001 est arrivée

Bonjour Anjali,

Ce qui est arrivé :
  1 × Pasta (en bon état)
  1 × Pasta (état : endommagé)

Ce qui manquait :
  1 × Soup

Ce que nous attendons encore :
  1 × Pasta

Cordialement
""",
}
FIRST = (("pasta", 1, "resellable"), ("pasta", 1, "damaged"), ("soup", 1, "missing"))


def requested(language: str = "en") -> Order:
    """Return an order of three pasta and a soup, all of which come back."""
    bought = order(
        lines=(line("pasta", 3), line("soup", 1)),
        customer=Customer(id="cus_1", name="Anjali", language=language),
    )
    label = Tracking(awb="RET77", url="https://courier.example/RET77")
    return with_return(bought, (label,), pasta="too_small", soup="My dog ate it")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_approval_lists_what_is_sent_back(language: str):
    """It is sent when a part has been received already."""
    approved = moved_return(requested(language), "approved")

    assert mail_of(late(approved, received(approved, *FIRST))) == APPROVED[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_lists_its_own_units(language: str):
    """It is sent after the rest has come and the return is closed."""
    first = received(requested(language), *FIRST)
    later = moved_return(received(first, ("pasta", 1, "damaged")), "closed")

    assert mail_of(late(first, later)) == mail_of(resent(later, 3)) == RECEIVED[language]


def test_a_second_receipt_lists_its_own_units():
    second = received(received(requested(), *FIRST), ("pasta", 1, "wrong_item"))

    assert (
        mail_of(late(second))
        == """\
Part of your return for order 1001 has arrived

Hello Anjali,

What has arrived:
  1 × Pasta (not the item we expected)

Kind regards
"""
    )


def test_a_whole_return_has_arrived():
    whole = received(requested(), ("pasta", 3, "resellable"), ("soup", 1, "opened_box"))

    assert text_message_of(late(whole)) == [
        "Your return for order 1001 has arrived.",
        "What has arrived: 3 x Pasta (in good condition), 1 x Soup.",
    ]


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Something is missing from your return for order 1001."),
        ("de", "In Ihrer Rücksendung zur Bestellung 1001 fehlt etwas."),
        ("es", "Falta algo en la devolución de su pedido 1001."),
        ("fr", "Il manque quelque chose dans votre retour pour la commande 1001."),
    ],
)
def test_missing_units_have_not_arrived(language: str, headline: str):
    missing = received(requested(language), ("soup", 1, "missing"))

    assert text_message_of(late(missing))[0] == headline


def test_texts_of_the_shop_stay_internal():
    """The soup's reason, an own condition, and the return's note are the shop's own words."""
    approved = moved_return(requested(), "approved")
    own = received(approved, ("soup", 1, "opened_box"))

    for notification in (late(approved), late(own)):
        for text in (mail_of(notification), *text_message_of(notification)):
            assert not [each for each in ("dog", "opened", "Do not tell") if each in text]


@pytest.mark.parametrize("status", ["rejected", "cancelled", "closed"])
def test_other_statuses_notify_nobody(status: str):
    ended = moved_return(requested(), status)

    refused = notifications_of(ended, 3, ["email"])

    assert outcome_of(refused) == "nothing_to_tell"
    assert f"this change is order.return_updated to {status}." in refused.failure().message


def test_a_requested_return_notifies_nobody():
    assert outcome_of(notifications_of(requested(), 2, ["email"])) == "nothing_to_tell"
