"""What a customer reads in a mail, of each of the kinds."""

from email.message import EmailMessage
from typing import Any

import pytest

from tests.integration.notifications.conftest import Telling
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


def test_a_status_change_is_told_with_its_note(client: Client, telling: Telling):
    order = order_requests.created(client, order_number="1001")
    after = order_requests.told(client, order, "processing", note="Being prepared")

    (mail,) = telling.mail.wait_for(1)

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


def test_a_fulfillment_is_told_with_how_to_follow_it_and_what_is_still_to_come(
    client: Client, telling: Telling
):
    order = order_requests.created(
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

    (mail,) = telling.mail.wait_for(1)

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


def test_the_last_part_of_an_order_is_told_as_that(client: Client, telling: Telling):
    order = order_requests.created(client)
    order_requests.shipped(client, order, ("iid_001", 2))
    body = {"items": [{"id": "iid_002", "quantity": 1}], "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/fulfillments", body).status == 201

    (mail,) = telling.mail.wait_for(1)

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
def test_a_cancellation_is_told_with_its_refund_and_with_no_suspicion(
    client: Client, telling: Telling, reason: str, said: str, unsaid: str
):
    order = order_requests.created(client)
    body = {"reason": reason, "refund": True, "refund_amount": 66.17, "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/cancel", body).status == 200

    (mail,) = telling.mail.wait_for(1)

    for words in read(mail):
        assert "We are refunding ₹66.17" in words
        assert said in words
        assert unsaid not in words.replace(said, "")


def test_a_cancellation_of_what_was_not_paid_says_so(client: Client, telling: Telling):
    order = order_requests.created(client, payment=order_requests.UNPAID)
    body = {"reason": "other", "cancel_reason_details": "Secret", "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/cancel", body).status == 200

    (mail,) = telling.mail.wait_for(1)

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
def test_what_is_done_in_bulk_is_told_to_each_customer(
    client: Client, telling: Telling, action: str, data: dict[str, Any], subject: str
):
    made = [order_requests.created(client, customer=_customer(n)) for n in range(3)]
    body = {
        "order_ids": [order["order_id"] for order in made],
        "action": action,
        "data": data | {"notify_customers": True},
    }
    assert client.patch("/orders/bulk", body).status == 200

    telling.mail.wait_for(3)

    for number, order in enumerate(made):
        (mail,) = telling.mail.to(f"c{number}@example.com")
        assert mail["Subject"] == subject.format(order["order_number"])
        assert "1Z7" in read(mail)[0] or "awb" not in data


def test_nobody_is_told_who_was_not_to_be(client: Client, telling: Telling):
    order = order_requests.created(client)
    order_requests.status_set(client, order, "processing")
    order_requests.told(client, order)

    (mail,) = telling.mail.wait_for(1)

    assert mail["Subject"].endswith("is on its way")


def test_what_customers_are_called_is_no_markup_and_no_header(client: Client, telling: Telling):
    name = 'Ann <b>"&\r\nBcc: eve@example.com'
    customer = {"id": "cus_1", "name": name, "email": "ann@example.com"}
    order = order_requests.created(client, customer=customer)
    order_requests.told(client, order)

    (mail,) = telling.mail.wait_for(1)

    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "ann@example.com"
    text, html = read(mail)
    assert "<b>" in text
    assert "<b>" not in html
    assert "Ann &lt;b&gt;" in html


def _customer(number: int) -> dict[str, str]:
    return {"id": f"cus_{number}", "name": "Ann", "email": f"c{number}@example.com"}
