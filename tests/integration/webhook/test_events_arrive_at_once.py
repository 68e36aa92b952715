"""A commit wakes the relay before its next poll."""

from pathlib import Path

import pytest

from tests.integration.webhook.installations import STACKS, followed_by
from tests.integration.webhook.receiver import Receiver, receiving
from tests.support import order_requests
from tests.support.time_limits import LONG, OUTBOX_POLLED

NEVER_S = 3600.0


@pytest.mark.parametrize("stack", STACKS)
def test_event_arrives_before_the_next_poll(stack: str, tmp_path: Path):
    def arrived(receiver: Receiver, number: int) -> None:
        assert len(receiver.wait_for_number(number)) == number

    limits = {**LONG, OUTBOX_POLLED: NEVER_S}
    with receiving() as receiver, followed_by(receiver, stack, tmp_path, limits) as followed:
        client = followed.server.client()
        order = order_requests.create_order(client)
        arrived(receiver, 1)
        for number, status in enumerate(("confirmed", "processing") * 3, start=2):
            order_requests.set_status(client, order, status)
            arrived(receiver, number)
