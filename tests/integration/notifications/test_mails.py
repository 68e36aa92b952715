"""Content of each kind of mail."""

from email.message import EmailMessage
from typing import Any

import pytest

from tests.integration.notifications.conftest import Installation
from tests.support import order_requests
from tests.support.http_client import Client

RIDER = {"name": "Rider Rahul", "phone": "+919876543210"}


def read(mail: EmailMessage) -> tuple[str, str]:
    """Return a mail's plain text and its HTML."""
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content(), html.get_content()


def test_a_status_mail_has_the_note(client: Client, installation: Installation):
    order = order_requests.create_order(client, order_number="1001")
    after = order_requests.set_status_and_notify(client, order, "processing", note="Being prepared")

    (mail,) = installation.mail.wait_for(1)

    assert mail.get_content_type() == "multipart/alternative"
    assert mail["From"] == "orders@shop.example"
    assert mail["To"] == "Anjali Patel <anjali@example.com>"
    assert mail["Subject"] == "Your order 1001 is being prepared"
    event_id = after["timeline"][-1]["id"]
    assert mail["Message-ID"] == f"<{event_id}.email@shop.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    for words in read(mail):
        for said in ("Your order 1001 is being prepared", "Being prepared", "Alfredo Pasta", "250"):
            assert said in words


def test_a_fulfillment_mail_has_tracking_and_remaining_units(
    client: Client, installation: Installation
):
    order = order_requests.create_order(
        client, order_number="1002", shipping_address=order_requests.ADDRESS
    )
    body = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "awb": "1Z999",
        "tracking_url": "https://ups.example/track?n=1Z999&lang=en",
        "delivery_person": RIDER,
        "notify_customer": True,
    }
    assert client.post(f"/orders/{order['order_id']}/fulfillments", body).status == 201

    (mail,) = installation.mail.wait_for(1)

    text, html = read(mail)
    assert mail["Subject"] == "Part of your order 1002 is on its way"
    assert "https://ups.example/track?n=1Z999&lang=en" in text
    assert 'href="https://ups.example/track?n=1Z999&amp;lang=en"' in html
    for words in (text, html):
        for said in ("1Z999", "Rider Rahul", "+919876543210", "400001 Mumbai"):
            assert said in words
    _, _, to_come = text.partition("Still to come")
    assert "1 × Alfredo Pasta" in to_come
    assert "1 × Garlic Bread" in to_come


def test_the_mail_of_the_last_parcel_says_so(client: Client, installation: Installation):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 2))
    body = {"items": [{"id": "iid_002", "quantity": 1}], "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/fulfillments", body).status == 201

    (mail,) = installation.mail.wait_for(1)

    for words in read(mail):
        assert "Still to come" not in words
        assert "With this parcel your order is complete." in words


@pytest.mark.parametrize(
    ("reason", "said", "unsaid"),
    [
        ("out_of_stock", "out of stock", "asked"),
        ("customer_request", "as you asked", "stock"),
        ("fraud", "has been cancelled", "fraud"),
    ],
)
def test_a_cancellation_mail_has_the_refund_but_not_fraud(
    client: Client, installation: Installation, reason: str, said: str, unsaid: str
):
    order = order_requests.create_order(client)
    body = {"reason": reason, "refund": True, "refund_amount": 66.17, "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/cancel", body).status == 200

    (mail,) = installation.mail.wait_for(1)

    for words in read(mail):
        assert "We are refunding ₹66.17" in words
        assert said in words
        assert unsaid not in words.replace(said, "")


def test_a_cancellation_mail_of_an_unpaid_order_says_so(client: Client, installation: Installation):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    body = {"reason": "other", "cancel_reason_details": "Secret", "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/cancel", body).status == 200

    (mail,) = installation.mail.wait_for(1)

    for words in read(mail):
        assert "Nothing has been charged." in words
        assert "Secret" not in words


@pytest.mark.parametrize(
    ("action", "data", "subject"),
    [
        ("update_status", {"status": "shipped"}, "Your order {} is on its way"),
        ("fulfill", {"awb": "1Z7"}, "Your order {} is on its way"),
        ("update_status", {"status": "confirmed"}, "Your order {} is confirmed"),
    ],
)
def test_a_bulk_update_notifies_each_customer(
    client: Client, installation: Installation, action: str, data: dict[str, Any], subject: str
):
    made = [order_requests.create_order(client, customer=_customer(n)) for n in range(3)]
    body = {
        "order_ids": [order["order_id"] for order in made],
        "action": action,
        "data": data | {"notify_customers": True},
    }
    assert client.patch("/orders/bulk", body).status == 200

    installation.mail.wait_for(3)

    for number, order in enumerate(made):
        (mail,) = installation.mail.to(f"c{number}@example.com")
        assert mail["Subject"] == subject.format(order["order_number"])
        assert "1Z7" in read(mail)[0] or "awb" not in data


def test_no_customer_is_notified_unless_requested(client: Client, installation: Installation):
    order = order_requests.create_order(client)
    order_requests.set_status(client, order, "processing")
    order_requests.set_status_and_notify(client, order)

    (mail,) = installation.mail.wait_for(1)

    assert mail["Subject"].endswith("is on its way")


def test_a_customers_name_is_no_markup_and_no_header(client: Client, installation: Installation):
    name = 'Ann <b>"&\r\nBcc: eve@example.com'
    customer = {"id": "cus_1", "name": name, "email": "ann@example.com"}
    order = order_requests.create_order(client, customer=customer)
    order_requests.set_status_and_notify(client, order)

    (mail,) = installation.mail.wait_for(1)

    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "ann@example.com"
    text, html = read(mail)
    assert "<b>" in text
    assert "<b>" not in html
    assert "Ann &lt;b&gt;" in html


def _customer(number: int) -> dict[str, str]:
    return {"id": f"cus_{number}", "name": "Ann", "email": f"c{number}@example.com"}
