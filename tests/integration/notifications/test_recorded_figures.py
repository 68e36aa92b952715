"""A mail has the figures of its change, even if it is sent much later."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, Final

import pytest

from tests.integration.notifications.conftest import Installation
from tests.integration.notifications.test_mails import read
from tests.integration.notifications.waiting import notifications
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED

WORDS: Final = {
    "en": ("Still to come", "With this parcel your order is complete."),
    "de": ("Es folgt noch", "Damit ist Ihre Bestellung vollständig."),
    "es": ("Aún por llegar", "Con este paquete su pedido está completo."),
    "fr": ("Encore à venir", "Avec ce colis, votre commande est complète."),
}

CLOSED: Final = {
    "en": ("Your order 1001 is closed", "has been refunded", "Your refund comes to "),
    "de": ("Ihre Bestellung 1001 ist abgeschlossen", "ist erstattet", "Ihre Erstattung beträgt"),
    "es": ("Su pedido 1001 está cerrado", "se ha reembolsado", "Su reembolso asciende a "),
    "fr": ("Votre commande 1001 est clôturée", "a été remboursée", "Votre remboursement s'élève"),
}


@pytest.fixture
def outage(installation: Installation) -> Installation:
    """An installation whose mail server is down; ``mails_after`` starts it again."""
    installation.mail.stop()
    return installation


def mails_after(outage: Installation, number: int) -> list[EmailMessage]:
    outage.mail.start()
    outage.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    mails = outage.mail.wait_for(number)
    outage.outbox.wait_until_delivered()
    return mails


def in_language(installation: Installation, language: str) -> Client:
    client = installation.server.client()
    folder = installation.styles / client.domain_id
    folder.mkdir()
    (folder / "style.toml").write_text(f'language = "{language}"')
    return client


def fulfilled(client: Client, order: dict[str, Any], *items: tuple[str, int], **more: Any) -> Any:
    body = {
        "items": [{"id": id, "quantity": quantity} for id, quantity in items],
        "notify_customer": True,
    }
    answer = client.post(f"/orders/{order['order_id']}/fulfillments", body | more)
    assert answer.status == 201, answer.body
    return answer.json["fulfillment"]


@pytest.mark.parametrize("language", WORDS)
def test_each_parcel_has_the_remaining_units_of_its_time(outage: Installation, language: str):
    client = in_language(outage, language)
    order = order_requests.create_order(client)
    fulfilled(client, order, ("iid_001", 1))
    fulfilled(client, order, ("iid_001", 1), ("iid_002", 1))
    assert {each["state"] for each in notifications(client, order)} == {"queued"}

    first, second = mails_after(outage, 2)

    still_to_come, complete = WORDS[language]
    for words in read(first):
        in_parcel, _, to_come = words.partition(still_to_come)
        assert "Alfredo Pasta" in in_parcel
        assert "Garlic Bread" not in in_parcel
        assert "Alfredo Pasta" in to_come
        assert "Garlic Bread" in to_come
        assert complete not in words
    for words in read(second):
        assert still_to_come not in words
        assert complete in words


def test_a_parcel_of_the_whole_order_stays_one(client: Client, outage: Installation):
    order = order_requests.create_order(client, order_number="1001")
    whole = fulfilled(client, order, ("iid_001", 2), ("iid_002", 1), awb="1Z1")
    path = f"/orders/{order['order_id']}/fulfillments/{whole['id']}"
    assert client.patch(path, {"awb": "1Z2"}).status == 200

    (mail,) = mails_after(outage, 1)

    assert mail["Subject"] == "Your order 1001 is on its way"
    for words in read(mail):
        assert "1Z1" in words
        assert "1Z2" not in words
        assert "Still to come" not in words


def test_a_later_refund_is_not_in_the_cancellation_mail(client: Client, outage: Installation):
    order = order_requests.create_order(client)
    body = {"reason": "out_of_stock", "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/cancel", body).status == 200
    order_requests.create_refund(client, order, 250)

    (mail,) = mails_after(outage, 1)

    for words in read(mail):
        assert "refund" not in words
        assert "Nothing has been charged" not in words


@pytest.mark.parametrize("language", CLOSED)
@pytest.mark.parametrize("refunds", [(), (70.5,), (200, 50)], ids=["none", "some", "all"])
def test_the_status_refunded_names_the_refunded_amount(
    installation: Installation, language: str, refunds: tuple[float, ...]
):
    client = in_language(installation, language)
    order = order_requests.create_order(client, order_number="1001")
    for amount in refunds:
        order_requests.create_refund(client, order, amount)
    order_requests.set_status_and_notify(client, order, "refunded")

    (mail,) = installation.mail.wait_for(1)

    closed, refunded, amount_is = CLOSED[language]
    is_all = sum(refunds) == 250
    assert str(mail["Subject"]).endswith(refunded) == is_all
    assert (mail["Subject"] == closed) != is_all
    for words in read(mail):
        assert (amount_is in words.replace("&#39;", "'")) == bool(refunds)
        assert ("70.50" in words.replace(",", ".")) == (refunds == (70.5,))
        assert is_all or refunded not in words


def test_a_failed_refund_is_no_refund(client: Client, installation: Installation):
    order = order_requests.create_order(client, order_number="1001")
    refund = order_requests.create_refund(client, order, 250)
    path = f"/orders/{order['order_id']}/refunds/{refund['id']}"
    assert client.patch(path, {"status": "failed"}).status == 200
    order_requests.set_status_and_notify(client, order, "refunded")

    (mail,) = installation.mail.wait_for(1)

    assert mail["Subject"] == "Your order 1001 is closed"
    for words in read(mail):
        assert "refund" not in words


def test_the_status_refunded_in_bulk_names_no_refund(client: Client, installation: Installation):
    order = order_requests.create_order(client, order_number="1001")
    body = {
        "order_ids": [order["order_id"]],
        "action": "update_status",
        "data": {"status": "refunded", "notify_customers": True},
    }
    assert client.patch("/orders/bulk", body).status == 200

    (mail,) = installation.mail.wait_for(1)

    assert mail["Subject"] == "Your order 1001 is closed"
    for words in read(mail):
        assert "refund" not in words


def test_parcels_have_the_figures_of_their_time(client: Client, outage: Installation):
    """Both parcels are delivered, and one is tracked elsewhere, before any mail is sent."""
    order = order_requests.create_order(client, order_number="1001")
    pasta = order_requests.create_fulfillment(client, order, ("iid_001", 1))
    rest = order_requests.create_fulfillment(client, order, ("iid_001", 1), ("iid_002", 1))
    path = f"/orders/{order['order_id']}"
    for parcel, change in (
        (pasta, {"awb": "1Z2"}),
        (pasta, {"awb": "1Z3", "status": "in_transit"}),
        (pasta, {"status": "delivered"}),
        (rest, {"status": "delivered"}),
    ):
        body = change | {"notify_customer": True}
        answer = client.patch(f"{path}/fulfillments/{parcel['id']}", body)
        assert answer.status == 200, answer.body
    notified = [each["notified"] for each in client.get(path).json["timeline"][-4:]]
    assert [bool(each) for each in notified] == [True, False, True, True]

    tracked, first, last = mails_after(outage, 3)

    assert tracked["Subject"] == "The tracking of your order 1001 has changed"
    assert first["Subject"] == last["Subject"] == "Part of your order 1001 has been delivered"
    for words in read(tracked):
        assert "1Z2" in words
        assert "1Z3" not in words
    for words in read(first):
        assert "Garlic Bread" in words.partition("Still to come")[2]
    for words in read(last):
        assert "With this parcel your order is complete." in words
        assert "Still to come" not in words


def test_mails_of_a_return_have_the_units_of_their_time(client: Client, outage: Installation):
    """All pasta comes back, in two parts, and the return is closed before any mail is sent."""
    order = order_requests.create_order(client, order_number="1001")
    order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))
    order_requests.set_status(client, order, "shipped")
    path = f"/orders/{order['order_id']}/returns"
    asked = {"items": [{"id": "iid_001", "quantity": 2, "reason": "My dog ate it"}]}
    answer = client.post(path, asked | {"note": "Do not tell"})
    assert answer.status == 201, answer.body
    path = f"{path}/{answer.json['return']['id']}"
    damaged, whole = (
        {"items": [{"id": "iid_001", "quantity": 1, "condition": condition}]}
        for condition in ("damaged", "resellable")
    )
    for step, body in (("approve", {}), ("receive", damaged), ("receive", whole)):
        answer = client.post(f"{path}/{step}", body | {"notify_customer": True})
        assert answer.status == 200, answer.body
    assert client.post(f"{path}/close", {}).status == 200

    approved, first, second = mails_after(outage, 3)

    assert approved["Subject"] == "Your return for order 1001 has been approved"
    assert first["Subject"] == second["Subject"] == "Part of your return for order 1001 has arrived"
    for words in (each for mail in (approved, first, second) for each in read(mail)):
        assert not [each for each in ("dog", "Do not tell", "refund") if each in words]
    for words in read(first):
        assert "(damaged)" in words.partition("What we are still expecting")[0]
        assert "Alfredo Pasta" in words.partition("What we are still expecting")[2]
    for words in read(second):
        assert "(in good condition)" in words
        assert "(damaged)" not in words
        assert "What we are still expecting" not in words


UNITS: Final = {
    "en": ("What was cancelled", "Still to come", "What is refunded"),
    "de": ("Was storniert wurde", "Es folgt noch", "Was erstattet wird"),
    "es": ("Lo que se ha cancelado", "Aún por llegar", "Lo que se reembolsa"),
    "fr": ("Ce qui est annulé", "Encore à venir", "Ce qui est remboursé"),
}


@pytest.mark.parametrize("language", UNITS)
def test_mails_of_units_have_the_figures_of_their_time(outage: Installation, language: str):
    """One of two pasta never comes, and the other is refunded later. Both are worth 191.45."""
    client = in_language(outage, language)
    order = order_requests.create_order(client, order_number="1001")
    path = f"/orders/{order['order_id']}"
    unit = {"items": [{"id": "iid_001", "quantity": 1}], "notify_customer": True}
    taken_off = unit | {"reason": "out_of_stock", "refund": True, "restock": True}
    assert client.post(f"{path}/items/cancel", taken_off).status == 200
    order_requests.create_fulfillment(client, order, ("iid_001", 1), ("iid_002", 1))
    order_requests.set_status(client, order, "delivered")
    assert client.post(f"{path}/refunds", unit).status == 201
    order_requests.create_refund(client, order, 5)

    cancelled, refunded = mails_after(outage, 2)

    was_cancelled, still_to_come, is_refunded = UNITS[language]
    for words in map(with_points, read(cancelled)):
        taken, _, to_come = words.partition(still_to_come)
        assert was_cancelled in taken
        assert "95.72" in taken
        assert "Garlic Bread" not in taken
        assert "Alfredo Pasta" in to_come
        assert "Garlic Bread" in to_come
        assert "154.28" in to_come
    for words in map(with_points, read(refunded)):
        assert is_refunded in words
        assert "95.73" in words
        assert "Alfredo Pasta" in words
        assert "Garlic Bread" not in words


def with_points(text: str) -> str:
    """Return a text whose amounts have decimal points."""
    return text.replace(",", ".")


def test_a_refund_of_0_sends_no_mail(client: Client, installation: Installation):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    path = f"/orders/{order['order_id']}"
    order_requests.create_fulfillment(client, order, ("iid_001", 2))
    order_requests.set_status(client, order, "shipped")
    unit = {"items": [{"id": "iid_001", "quantity": 1}], "notify_customer": True}
    assert client.post(f"{path}/refunds", unit).status == 201
    order_requests.set_status_and_notify(client, order, "processing")

    (mail,) = installation.mail.wait_for(1)

    assert "is being prepared" in str(mail["Subject"])
