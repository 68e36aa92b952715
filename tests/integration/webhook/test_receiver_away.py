"""The receiver is down or hangs: changes succeed and no event is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tests.integration.webhook.installations import Followed, wait_for_text
from tests.integration.webhook.receiver import Receiver
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED

WRITERS = 4


def test_backlog_of_an_outage_arrives_in_order(
    client: Client, receiver: Receiver, followed: Followed
):
    def live(_: int) -> dict[str, object]:
        order = order_requests.create_order(client)
        order_requests.set_status(client, order, "processing")
        order_requests.create_fulfillment(client, order)
        return order_requests.set_status(client, order, "shipped")

    receiver.stop()
    with ThreadPoolExecutor(WRITERS) as pool:
        after = list(pool.map(live, range(5 * WRITERS)))
    receiver.start()
    # Skips the backoff.
    followed.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    followed.outbox.wait_until_delivered()

    assert len(receiver.deliveries) == 4 * len(after)
    for order in after:
        arrived = [delivery.event for delivery in receiver.of(order)]
        assert [event["version"] for event in arrived] == [1, 2, 3, 4]
        assert [event["id"] for event in arrived] == [
            entry["id"] for entry in order_requests.get_order(client, order)["timeline"]
        ]


def test_hanging_receiver_delays_no_notification(
    client: Client, receiver: Receiver, followed: Followed
):
    receiver.hang()
    order = order_requests.create_order(client)
    receiver.wait_for_number(1)

    after = order_requests.set_status_and_notify(client, order, "processing")

    # The receiver hangs until the test is over.
    wait_for_text(followed.relay_log, f"notification {after['timeline'][1]['id']}.log")
    assert len(receiver.deliveries) == 1
