from pathlib import Path

from tests.integration.cli.import_export import database
from tests.support import order_requests
from tests.support.domain_rows import domain_rows_at
from tests.support.server_process import run, serving


def test_relay_is_refused_on_sqlite(tmp_path: Path):
    ended = run(database(tmp_path), "relay")

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr == b"Error: on SQLite the relay is a thread of serve\n"


def test_no_relay_leaves_messages_to_another_server(tmp_path: Path):
    with serving(tmp_path, options=["--no-relay"]) as server, domain_rows_at(server.url) as stored:
        client = server.client()
        order = order_requests.create_order(client)
        refund = order_requests.create_refund(client, order, 5)
        # A relay would need about a fiftieth of this time.
        delivered = stored.delivered(client.domain_id, within_s=1)

    with serving(tmp_path, server.url) as other, domain_rows_at(other.url) as stored:
        delivered_then = stored.delivered(client.domain_id)
        due = stored.refunds_due(client.domain_id)

    assert not delivered
    assert delivered_then
    assert [row.refund_id for row in due] == [refund["id"]]
