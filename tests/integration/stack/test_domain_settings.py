"""Settings of domains in two servers on one database, and on disk."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import serving
from tests.support.servers import fresh_database
from tests.support.time_limits import LONG, SETTINGS_CHECKED
from tests.support.waiting import wait_until

LIMITS = {**LONG, SETTINGS_CHECKED: 0.1}
KEYS = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with fresh_database() as shared:
        yield shared


@pytest.fixture(scope="module")
def ports(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    """A client of each server, in the same domain, with the same key."""
    with (
        serving(tmp_path_factory.mktemp("one"), url, limits=LIMITS, SECRET_KEYS=KEYS) as one,
        serving(tmp_path_factory.mktemp("two"), url, limits=LIMITS, SECRET_KEYS=KEYS) as two,
    ):
        first = one.client(domain_id=f"dom_{uuid4().hex[:12]}")
        yield first, Client(port=two.port, domain_id=first.domain_id, key=first.key)


def test_two_processes_follow_a_change(ports: tuple[Client, Client]):
    here, there = ports
    order = order_requests.create_order(here)
    path = f"/orders/{order['order_id']}/status"
    backwards = f"{path}?dry_run=true"
    order_requests.set_status(there, order, "shipped")
    assert there.patch(backwards, {"status": "pending"}).status == 200

    assert here.patch("/settings", {"transitions": "forward"}).status == 200

    # The process that made the change follows it at once.
    assert here.patch(backwards, {"status": "pending"}).code == "transition_not_allowed"
    refused = lambda: there.patch(backwards, {"status": "pending"}).status == 409  # noqa: E731
    wait_until(refused)
    assert there.get("/settings").json["transitions"] == "forward"

    assert there.patch("/settings", {"transitions": None}).status == 200
    wait_until(lambda: here.patch(backwards, {"status": "pending"}).status == 200)


def test_no_secret_is_stored_in_plain_text(ports: tuple[Client, Client], url: str):
    here, _ = ports
    bicycle = {"url": "https://bridge.example", "token": "hunter2", "secret": SECRET}

    answer = here.patch("/settings", {"carriers": {"bicycle": bicycle}})

    assert answer.status == 200
    history = here.get("/settings/history").body
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect().execution_options(unheard=True) as connection:
        own = text("SELECT set_config('seller_orders.domain_id', :domain_id, true)")
        connection.execute(own, {"domain_id": here.domain_id})
        rows = connection.execute(
            text(
                "SELECT sections::text FROM domain_settings UNION ALL "
                "SELECT sections::text FROM settings_changes UNION ALL "
                "SELECT convert_from(answer, 'LATIN1') FROM idempotency_keys"
            )
        )
        stored = "".join(rows.scalars())
    engine.dispose()
    assert "aes256gcm." in stored
    for shown in (answer.body.decode(), history.decode(), stored):
        assert "hunter2" not in shown
        assert SECRET[6:] not in shown
