from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.integration.webhook.installations import STACKS, Followed, followed_by
from tests.integration.webhook.receiver import TAKEN, Receiver, receiving
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED


@pytest.fixture(scope="module")
def module_receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module", params=STACKS)
def followed(
    request: pytest.FixtureRequest,
    module_receiver: Receiver,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Followed]:
    """Installation of each stack that sends its events to the receiver."""
    folder = tmp_path_factory.mktemp("followed")
    with followed_by(module_receiver, request.param, folder) as installation:
        yield installation


@pytest.fixture
def receiver(module_receiver: Receiver, followed: Followed) -> Iterator[Receiver]:
    """Receiver without deliveries."""
    module_receiver.deliveries.clear()
    yield module_receiver
    module_receiver.answer = lambda _: TAKEN
    module_receiver.go_on()
    # Delivers what a test left, so that it does not arrive in the next one.
    followed.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    followed.outbox.wait_until_delivered()


@pytest.fixture
def client(followed: Followed) -> Client:
    return followed.server.client()
