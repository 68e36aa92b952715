"""SIGTERM: a relay releases its messages, and another continues at once."""

import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox as outbox_table
from seller_orders.application.commands.deliver_event_batch import ORDERS_AT_ONCE
from tests.integration.relay.relays import delivering, outbox_backlog
from tests.integration.webhook.receiver import TAKEN, Delivery, Receiver
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.time_limits import LEASE, LONG, LONG_S, SERVICE_ANSWERED

FIRST_RETRY = timedelta(seconds=0.5)
SIDE_BY_SIDE = ORDERS_AT_ONCE
# Time for these requests and for the signal to arrive.
ANSWERED_WITHIN_S = 5.0


def test_untried_messages_are_due_at_once(postgresql: str, receiver: Receiver, tmp_path: Path):
    outbox = OutboxRows(postgresql)
    waiting = set(outbox_backlog(postgresql, 20))
    receiver.hang()
    limits = {**LONG, LEASE: timedelta(seconds=LONG_S), SERVICE_ANSWERED: ANSWERED_WITHIN_S}

    with delivering(postgresql, receiver, tmp_path, limits=limits) as relay:
        receiver.wait_for_number(SIDE_BY_SIDE)
        relay.send_signal(signal.SIGTERM)
        ended = relay.wait()
    now = datetime.now(UTC)

    tried = {delivery.id for delivery in receiver.deliveries}
    assert ended == 0
    assert len(tried) == len(receiver.deliveries) == SIDE_BY_SIDE
    for row in outbox.where(UNDELIVERED):
        was_tried = row.message_id in tried
        assert row.failures == int(was_tried)
        assert row.due_at <= (now + FIRST_RETRY if was_tried else now)
    assert {row.message_id for row in outbox.where(UNDELIVERED)} == waiting


def test_delivered_messages_are_not_delivered_again(
    postgresql: str, receiver: Receiver, tmp_path: Path
):
    outbox = OutboxRows(postgresql)
    waiting = set(outbox_backlog(postgresql, 100))
    is_told = Event()

    def take_one_after_another(_: Delivery) -> int:
        is_told.wait()
        time.sleep(0.2)
        return TAKEN

    receiver.answer = take_one_after_another
    with delivering(postgresql, receiver, tmp_path) as relay:
        receiver.wait_for_number(SIDE_BY_SIDE)
        relay.send_signal(signal.SIGTERM)
        is_told.set()
        assert relay.wait() == 0
    receiver.answer = lambda _: TAKEN
    by_then = len(receiver.deliveries)
    marked = outbox.where(outbox_table.c.delivered_at.is_not(None))
    with delivering(postgresql, receiver, tmp_path):
        outbox.wait_until_delivered()

    assert len(marked) == by_then < len(waiting)
    assert sorted(delivery.id for delivery in receiver.deliveries) == sorted(waiting)
