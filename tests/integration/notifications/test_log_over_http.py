"""GET …/notifications: the notification log of an order."""

import json

from tests.integration.notifications.conftest import Installation
from tests.integration.notifications.mail_server import TAKEN
from tests.integration.notifications.waiting import notifications, settled
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import succeed


def test_an_order_without_notifications_has_none(client: Client):
    order = order_requests.create_order(client)
    order_requests.set_status(client, order, "processing")

    assert notifications(client, order) == []


def test_the_log_has_no_address(client: Client, installation: Installation):
    order = order_requests.create_order(client)
    after = order_requests.set_status_and_notify(client, order)

    found = settled(client, order, 2)

    event = after["timeline"][-1]
    assert set(found) == set(event["notified"]) == {"email", "sms"}
    mail = found["email"]
    assert mail["id"] == f"{event['id']}.email"
    assert (mail["template"], mail["state"], mail["reason"]) == ("status_change", "sent", None)
    assert mail["version"] == after["version"]
    assert mail["created_at"] == event["at"] <= mail["sent_at"]
    told = json.dumps(list(found.values()))
    assert "anjali@" not in told
    assert "918765432109" not in told


def test_delivery_does_not_change_the_orders_version(client: Client, installation: Installation):
    order = order_requests.create_order(client)
    after = order_requests.set_status_and_notify(client, order)
    settled(client, order, 2)

    assert order_requests.get_order(client, order) == after


def test_an_unknown_order_is_not_found(client: Client):
    answer = client.get("/orders/ord_none/notifications")

    assert (answer.status, answer.json["code"]) == (404, "order_not_found")


def test_a_failed_notification_can_be_retried(client: Client, installation: Installation):
    installation.mail.to_recipient = lambda _: "550 5.1.1 <anjali@example.com>: no such mailbox"
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)
    failed = settled(client, order, 2)["email"]
    assert (failed["state"], failed["sent_at"]) == ("failed", None)
    assert failed["reason"] == "the mail server refused the recipient: 550 5.1.1"

    installation.mail.to_recipient = lambda _: TAKEN
    succeed(installation.outbox.url, "outbox", "retry", failed["id"])

    assert settled(client, order, 2)["email"]["state"] == "sent"
    assert len(installation.mail.mails) == 1
