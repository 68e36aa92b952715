"""The receiver is down or hangs: nobody who changes orders notices, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tests.integration.webhook.installations import Followed, wait_for_text
from tests.integration.webhook.receiver import Receiver
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import EVENTS, UNDELIVERED

WRITERS = 4


def test_changes_go_on_and_the_backlog_drains_in_order(
    client: Client, receiver: Receiver, followed: Followed
):
    def live(_: int) -> dict[str, object]:
        order = order_requests.created(client)
        order_requests.status_set(client, order, "processing")
        order_requests.shipped(client, order)
        return order_requests.status_set(client, order, "shipped")

    receiver.stop()
    with ThreadPoolExecutor(WRITERS) as pool:
        after = list(pool.map(live, range(5 * WRITERS)))
    waiting = followed.outbox.where(UNDELIVERED, EVENTS)
    receiver.start()
    # Rather than wait for as long again as it was away.
    followed.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    followed.outbox.wait_until_delivered()

    assert len(waiting) == 4 * len(after)
    assert len(receiver.deliveries) == len(waiting)
    for order in after:
        arrived = [delivery.event for delivery in receiver.of(order)]
        assert [event["version"] for event in arrived] == [1, 2, 3, 4]
        assert [event["id"] for event in arrived] == [
            entry["id"] for entry in order_requests.now_is(client, order)["timeline"]
        ]


def test_a_receiver_that_hangs_does_not_delay_what_customers_are_told(
    client: Client, receiver: Receiver, followed: Followed
):
    receiver.hang()
    order = order_requests.created(client)
    receiver.wait_for_number(1)

    after = order_requests.told(client, order, "processing")

    # Until the test is over the receiver does not answer.
    wait_for_text(followed.relay_log, f"notification {after['timeline'][1]['id']}.log")
    assert len(receiver.deliveries) == 1
