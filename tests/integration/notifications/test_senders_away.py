"""Outages of mail server and SMS provider do not affect changes of orders."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.integration.notifications.conftest import Installation
from tests.integration.notifications.waiting import notifications, settled
from tests.integration.webhook.receiver import Delivery
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED

ORDERS = 12
STATUSES = ("confirmed", "processing", "shipped")
NUMBER = "+91876543{:04}"


def lived(client: Client, number: int) -> dict[str, Any]:
    """Change an order several times, with a notification of each change."""
    customer = {
        "id": f"cus_{number}",
        "name": "Ann",
        "email": f"c{number}@example.com",
        "phone": NUMBER.format(number),
    }
    order = order_requests.create_order(client, customer=customer)
    for status in STATUSES:
        order_requests.set_status_and_notify(client, order, status)
    return order


def drained(installation: Installation) -> None:
    """Make all messages due now, without waiting for their retry time."""
    installation.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    installation.outbox.wait_until_delivered()


def leave_nothing(installation: Installation) -> None:
    """Remove failed messages, so that the next test does not see them."""
    installation.outbox.change(UNDELIVERED, delivered_at=datetime.now(UTC), dead_at=None)


def short_text(delivery: Delivery) -> tuple[str, str]:
    """Return a text message's number and text."""
    message = parse_qs(delivery.body.decode())
    return message["To"][0], message["Body"][0]


def test_the_backlog_of_an_outage_drains_in_order(client: Client, installation: Installation):
    installation.mail.stop()
    installation.sms.stop()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: lived(client, number), range(ORDERS)))
    assert len(installation.outbox.where(UNDELIVERED)) >= 2 * len(STATUSES) * ORDERS
    states = {each["state"] for each in notifications(client, made[0])}
    installation.mail.start()
    installation.sms.start()
    drained(installation)

    assert states == {"queued"}
    said = ["is confirmed", "is being prepared", "is on its way"]
    texts = [short_text(each) for each in installation.sms.deliveries]
    for number in range(ORDERS):
        mails = installation.mail.to(f"c{number}@example.com")
        assert [_about(mail) for mail in mails] == said
        mine = [text for to, text in texts if to == NUMBER.format(number)]
        assert [" ".join(text.strip(".").split()[3:]) for text in mine] == said


def _about(mail: EmailMessage) -> str:
    return " ".join(str(mail["Subject"]).split()[3:])


def test_a_hanging_mail_server_delays_no_text_message(client: Client, installation: Installation):
    installation.mail.hangs_at = "DATA"
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)

    (message,) = installation.sms.wait_for_number(1)

    assert short_text(message)[0] == "+918765432109"
    assert {each["channel"]: each["state"] for each in notifications(client, order)}[
        "email"
    ] == "queued"


@pytest.mark.parametrize(
    "answer", ["421 4.3.2 closing", "451 4.2.0 <anjali@example.com> try later"]
)
def test_a_retried_mail_is_the_same_mail(client: Client, installation: Installation, answer: str):
    """It may have been accepted before the answer was lost; its id identifies it."""
    answers = [answer]
    installation.mail.to_mail = lambda _: answers.pop() if answers else "250 taken"
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)

    first, second = installation.mail.wait_for(2)

    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert settled(client, order, 2)["email"]["state"] == "sent"


@pytest.mark.parametrize(
    ("to_recipient", "to_mail", "reason"),
    [
        ("550 5.1.1 <anjali@example.com>: none", "250 ok", "the recipient: 550 5.1.1"),
        ("550 anjali@example.com", "250 ok", "the recipient: 550"),
        ("250 ok", "554 5.7.1 spam to anjali@example.com", "the mail: 554 5.7.1"),
    ],
)
def test_a_permanent_refusal_fails_without_the_address(
    client: Client, installation: Installation, to_recipient: str, to_mail: str, reason: str
):
    installation.mail.to_recipient = lambda _: to_recipient
    installation.mail.to_mail = lambda _: to_mail
    order = order_requests.create_order(client)
    after = order_requests.set_status_and_notify(client, order)

    found = settled(client, order, 2)

    assert found["email"]["reason"] == f"the mail server refused {reason}"
    assert found["sms"]["state"] == "sent"
    assert order_requests.get_order(client, order) == after
    leave_nothing(installation)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, b'{"code": 21211, "message": "+918765432109 is none"}', "400, code 21211"),
        (400, b"<html>", "400"),
    ],
)
def test_a_bad_text_message_fails_at_once(
    client: Client, installation: Installation, status: int, body: bytes, reason: str
):
    installation.sms.answer, installation.sms.body = lambda _: status, body
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)

    found = settled(client, order, 2)["sms"]

    assert (found["state"], found["reason"]) == ("failed", f"the provider refused it: {reason}")
    leave_nothing(installation)


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_text_message_is_retried_after_other_errors(
    client: Client, installation: Installation, status: int
):
    answers = [status]
    installation.sms.answer = lambda _: answers.pop() if answers else 201
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)

    first, second = installation.sms.wait_for_number(2)

    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert settled(client, order, 2)["sms"]["state"] == "sent"


UNREACHABLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "no mailbox": ({"email": "anjali at example"}, "email", "e-mail address is invalid"),
    "two mailboxes": ({"email": "a@example.com, b@example.com"}, "email", "address is invalid"),
    "a header": ({"email": "a@example.com\r\nBcc: b@example.com"}, "email", "address is invalid"),
    "an encoded header": ({"email": "=?utf-8?q?a=0D=0ABcc:_b?=@a.example"}, "email", "is invalid"),
    "a quoted header": ({"email": '"=?utf-8?q?=0D=0ABcc:_b?="@a.example'}, "email", "is invalid"),
    "a header in a label": ({"email": "a.=?utf-8?q?=0D=0AB?=@a.example"}, "email", "is invalid"),
    "a header in a domain": ({"email": "a@[=?utf-8?q?=0D=0ABcc:_b?=]"}, "email", "is invalid"),
    "a line break": ({"email": "a\u2028b@a.example"}, "email", "is invalid"),
    "half a mailbox": ({"email": "anjali@"}, "email", "e-mail address is invalid"),
    "no number": ({"phone": "ask at the door"}, "sms", "phone number is invalid"),
    "too short a number": ({"phone": "+911"}, "sms", "phone number is invalid"),
    "a number of no country": ({"phone": "8765432109"}, "sms", "phone number is invalid"),
}


@pytest.mark.parametrize(("customer", "channel", "reason"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_an_unreachable_customer_fails_with_the_reason(
    client: Client,
    installation: Installation,
    customer: dict[str, Any],
    channel: str,
    reason: str,
):
    order = order_requests.create_order(
        client, customer={"id": "cus_1", "name": "Anjali", **customer}
    )
    order_requests.set_status_and_notify(client, order)

    found = settled(client, order, 1)[channel]

    assert found["state"] == "failed"
    assert found["reason"].endswith(reason)
    assert installation.mail.mails == []
    assert installation.sms.deliveries == []
    leave_nothing(installation)


def test_a_local_number_gets_the_country_of_the_address(client: Client, installation: Installation):
    customer = {"id": "cus_1", "name": "Anjali", "phone": "087654 32109"}
    order = order_requests.create_order(
        client, customer=customer, shipping_address=order_requests.ADDRESS
    )
    order_requests.set_status_and_notify(client, order)

    (message,) = installation.sms.wait_for_number(1)

    assert short_text(message)[0] == "+918765432109"
