"""An event that always fails: retried, without delay for other orders, and dead after a day."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from tests.integration.webhook.installations import Followed
from tests.integration.webhook.receiver import TAKEN, Delivery, Receiver
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import succeed
from tests.support.waiting import wait_until

DAY = timedelta(hours=24)


def refuse(receiver: Receiver, order_id: str) -> None:
    """Make the receiver refuse the first event of an order."""

    def answer(delivery: Delivery) -> int:
        event = json.loads(delivery.body)
        return 500 if (event["order_id"], event["version"]) == (order_id, 1) else TAKEN

    receiver.answer = answer


def refused_order(client: Client, receiver: Receiver) -> tuple[dict[str, Any], str]:
    """Return an order whose first event fails and holds back the second, and the first's id."""
    refuse(receiver, f"ord_of_{client.domain_id}")
    order = order_requests.create_order(client, order_id=f"ord_of_{client.domain_id}")
    order_requests.set_status(client, order, "processing")
    return order, order["timeline"][0]["id"]


def age_by_a_day(rows: OutboxRows, message_id: str) -> None:
    row = rows.one(message_id)
    tried_since = row.retried_at - DAY
    past = {"retried_at": tried_since, "due_at": row.created_at}
    rows.change(outbox.c.message_id == message_id, **past)


def listed(followed: Followed, message_id: str) -> dict[str, Any]:
    lines = succeed(followed.server.url, "outbox", "list", "--limit", "1000").splitlines()
    (message,) = [line for line in map(json.loads, lines) if line["id"] == message_id]
    return dict(message)


def test_retries_are_spaced_further_and_further_apart(client: Client, receiver: Receiver):
    _, message_id = refused_order(client, receiver)

    tries = receiver.wait_for_number(3)

    assert {delivery.id for delivery in tries} == {message_id}
    first, second = (later.at - at.at for at, later in pairwise(tries[:3]))
    # Backoff of 0.5 and 1 s, of which jitter takes up to a half. A slow machine only adds to it.
    assert first > 0.2
    assert second > 0.4


def test_failing_event_delays_only_its_own_order(
    client: Client, receiver: Receiver, followed: Followed
):
    refused, message_id = refused_order(client, receiver)
    others = [order_requests.create_order(client) for _ in range(3)]
    for order in others:
        order_requests.set_status(client, order, "processing")

    receiver.wait_for(lambda _: all(len(receiver.of(order)) == 2 for order in others))
    receiver.wait_for(lambda _: len(receiver.of(refused)) >= 2)
    seen = listed(followed, message_id)

    assert {delivery.id for delivery in receiver.of(refused)} == {message_id}
    assert (seen["state"], seen["last_error"]) == ("waiting", "the webhook answered 500")
    assert seen["failures"] >= 1


def test_event_is_dead_after_a_day_until_retried_by_hand(
    client: Client, receiver: Receiver, followed: Followed
):
    order, message_id = refused_order(client, receiver)
    receiver.wait_for_number(1)
    # An event is in the outbox once it has failed.
    wait_until(lambda: bool(followed.outbox.where(outbox.c.message_id == message_id)))

    age_by_a_day(followed.outbox, message_id)
    receiver.wait_for(lambda _: receiver.of(order)[-1].event["version"] == 2)
    dead, tries = listed(followed, message_id), len(receiver.of(order))
    receiver.answer = lambda _: TAKEN
    succeed(followed.server.url, "outbox", "retry", message_id)
    receiver.wait_for(lambda _: len(receiver.of(order)) > tries)

    assert dead["state"] == "dead"
    assert dead["last_error"] == "the webhook answered 500"
    assert receiver.of(order)[-1].id == message_id
    wait_until(lambda: followed.outbox.one(message_id).delivered_at is not None)
