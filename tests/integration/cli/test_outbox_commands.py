import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from sqlalchemy import update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from tests.integration.cli.import_export import database
from tests.support import order_requests
from tests.support.domain_rows import DomainRows, domain_rows_at
from tests.support.server_process import Ended, run, serving, side_by_side, succeed

KEYS = {
    "id",
    "state",
    "channel",
    "about",
    "domain_id",
    "order_id",
    "version",
    "created_at",
    "failures",
    "due_at",
    "dead_at",
    "last_error",
}
NOW = datetime.now(UTC)


def lines(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@frozen
class Undelivered:
    """A database without delivered messages and with a dead one."""

    url: str
    domain_id: str
    order: dict[str, Any]
    dead_id: str
    refund_id: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Undelivered:
    folder = tmp_path_factory.mktemp("outbox")
    with serving(folder, options=["--no-relay"]) as server:
        client = server.client()
        order = order_requests.create_order(client)
        notify = {"status": "processing", "notify_customer": True}
        assert client.patch(f"/orders/{order['order_id']}/status", notify).status == 200
        refund = order_requests.create_refund(client, order, 5)
        order = order_requests.get_order(client, order)
    dead_id = f"{order['timeline'][1]['id']}.log"
    with domain_rows_at(server.url) as stored:
        set_columns(
            stored, dead_id, failures=9, last_error="the provider answered 500", dead_at=NOW
        )
    return Undelivered(server.url, client.domain_id, order, dead_id, refund["id"])


def set_columns(stored: DomainRows, message_id: str, **values: Any) -> None:
    """Set columns of a message."""
    across = TenantScope.OUTBOX_OF_ALL
    engine = stored.engine.execution_options(unheard=True)
    with transaction(engine, tenant=across, writes=True) as connection:
        wanted = outbox.c.message_id == message_id
        assert connection.execute(update(outbox).where(wanted).values(values)).rowcount == 1
        connection.commit()


@pytest.fixture(scope="module")
def listed(served: Undelivered) -> dict[str, Ended]:
    limits: list[list[str]] = [[], ["--limit", "1"], ["--limit", "0"], ["--limit", "many"]]
    return side_by_side(
        {" ".join(each): partial(run, served.url, "outbox", "list", *each) for each in limits}
    )


def test_each_undelivered_message_is_listed(served: Undelivered, listed: dict[str, Ended]):
    found = lines(listed[""].stdout)

    assert (listed[""].returncode, listed[""].stderr) == (0, b"")
    # Events are in the log until one of them fails.
    assert {each["id"]: each["channel"] for each in found} == {
        served.dead_id: "log",
        served.refund_id: "payment",
    }
    assert all(each.keys() == KEYS for each in found)
    assert {(each["domain_id"], each["order_id"]) for each in found} == {
        (served.domain_id, served.order["order_id"])
    }


def test_dead_messages_come_first_then_by_due_time(served: Undelivered, listed: dict[str, Ended]):
    first, *rest = lines(listed[""].stdout)

    assert (first["id"], first["state"], first["failures"]) == (served.dead_id, "dead", 9)
    assert first["last_error"] == "the provider answered 500"
    assert datetime.fromisoformat(first["dead_at"]) == NOW
    assert (first["about"], first["version"]) == ("order.status_changed", 2)
    assert {(each["state"], each["dead_at"], each["last_error"]) for each in rest} == {
        ("waiting", None, None)
    }
    due = [(datetime.fromisoformat(each["due_at"]), each["version"]) for each in rest]
    assert due == sorted(due)


def test_the_list_has_a_limit(listed: dict[str, Ended]):
    assert lines(listed["--limit 1"].stdout) == lines(listed[""].stdout)[:1]


@pytest.mark.parametrize("limit", ["--limit 0", "--limit many"])
def test_a_bad_limit_is_explained(listed: dict[str, Ended], limit: str):
    assert (listed[limit].returncode, listed[limit].stdout) == (2, b"")
    assert b"--limit" in listed[limit].stderr


def test_the_list_has_no_personal_data(listed: dict[str, Ended]):
    personal = order_requests.order_document()["customer"]

    assert not any(
        personal[name].encode() in listed[""].stdout for name in ("name", "email", "phone")
    )


def test_an_empty_outbox_lists_nothing(tmp_path: Path):
    assert succeed(database(tmp_path), "outbox", "list") == b""


def test_retrying_an_unknown_message_fails(served: Undelivered):
    ended = run(served.url, "outbox", "retry", "evt_1")

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr == b"Error: there is no undelivered message evt_1\n"


def test_a_retried_dead_message_is_delivered(tmp_path: Path):
    with serving(tmp_path, options=["--no-relay"]) as server:
        client = server.client()
        order = order_requests.create_order(client)
        notify = {"status": "processing", "notify_customer": True}
        order = client.patch(f"/orders/{order['order_id']}/status", notify).json
    dead_id = f"{order['timeline'][1]['id']}.log"
    with domain_rows_at(server.url) as stored:
        set_columns(stored, dead_id, failures=9, dead_at=NOW, due_at=NOW + timedelta(days=1))

        ended = run(server.url, "outbox", "retry", dead_id)
        [retried] = stored.messages(client.domain_id, "log")
        with serving(tmp_path, server.url):
            arrived = stored.delivered(client.domain_id)
        again = run(server.url, "outbox", "retry", dead_id)

    assert (ended.returncode, ended.stdout) == (0, b"")
    assert ended.stderr.decode() == f"{dead_id} is due now.\n"
    assert (retried.dead_at, retried.failures, retried.delivered_at) == (None, 0, None)
    assert retried.due_at < datetime.now(UTC)
    assert arrived
    assert again.returncode == 1
