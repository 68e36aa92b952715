"""GET …/notifications: what was sent to the customer, and how it went."""

import json

from tests.integration.notifications.conftest import Telling
from tests.integration.notifications.mail_server import TAKEN
from tests.integration.notifications.waiting import notifications, settled
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import succeed


def test_an_order_of_which_nothing_was_told_has_none(client: Client):
    order = order_requests.created(client)
    order_requests.status_set(client, order, "processing")

    assert notifications(client, order) == []


def test_what_was_sent_is_told_without_the_address(client: Client, telling: Telling):
    order = order_requests.created(client)
    after = order_requests.told(client, order)

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


def test_how_it_went_is_no_part_of_the_orders_version(client: Client, telling: Telling):
    order = order_requests.created(client)
    after = order_requests.told(client, order)
    settled(client, order, 2)

    assert order_requests.now_is(client, order) == after


def test_an_order_that_is_not_there_is_not_found(client: Client):
    answer = client.get("/orders/ord_none/notifications")

    assert (answer.status, answer.json["code"]) == (404, "order_not_found")


def test_one_that_failed_is_queued_again_by_hand_and_sent(client: Client, telling: Telling):
    telling.mail.to_recipient = lambda _: "550 5.1.1 <anjali@example.com>: no such mailbox"
    order = order_requests.created(client)
    order_requests.told(client, order)
    failed = settled(client, order, 2)["email"]
    assert (failed["state"], failed["sent_at"]) == ("failed", None)
    assert failed["reason"] == "the mail server refused the recipient: 550 5.1.1"

    telling.mail.to_recipient = lambda _: TAKEN
    succeed(telling.outbox.url, "outbox", "retry", failed["id"])

    assert settled(client, order, 2)["email"]["state"] == "sent"
    assert len(telling.mail.mails) == 1
