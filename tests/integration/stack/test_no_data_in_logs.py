"""Customers' data of failing statements, which is in no log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from tests.support import order_requests
from tests.support.http_client import to_json
from tests.support.server_process import run, serving, succeed
from tests.support.servers import as_administrator, bare_database, postgresql_url
from tests.support.time_limits import AS_SHIPPED

MARKER: Final = "Zelda-Marker"
CUSTOMER: Final = {
    "id": f"cus-{MARKER}",
    "name": f"Name {MARKER}",
    "email": f"{MARKER}@example.com",
    "phone": "+919876543210",
}
ADDRESS: Final = order_requests.ADDRESS | {"line1": f"{MARKER} Street 1"}
# The tests of all processes share the server's log, so no other test has a constraint of this name.
CONSTRAINT: Final = "no_note_says_refuse"
ODD: Final = (
    f"ALTER TABLE orders ADD CONSTRAINT {CONSTRAINT} CHECK (note IS NULL OR note <> 'refuse')"
)


@pytest.fixture(scope="module")
def server_log() -> Path:
    """The log of the PostgreSQL server."""
    with psycopg.connect(postgresql_url()) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    log = Path(row[0]) / "log"
    if not log.exists():
        pytest.skip("the log of this server cannot be read from here")
    return log


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Lock the orders, so that other transactions time out."""
    with psycopg.connect(as_administrator(url)) as connection:
        connection.execute("LOCK TABLE orders, order_counts")
        yield


def document(**changes: Any) -> dict[str, Any]:
    return order_requests.order_document(
        customer=CUSTOMER, shipping_address=ADDRESS, billing_address=ADDRESS, **changes
    )


def test_failing_statements_log_no_customer_data(tmp_path: Path, server_log: Path):
    begin = server_log.stat().st_size
    with bare_database() as url:
        succeed(url, "migrate")
        with serving(tmp_path, url, limits=AS_SHIPPED) as server:
            client = server.client()
            told = [
                client.post("/orders", document(order_id="ord_1")),
                client.post("/orders/ord_1/comments", {"text": MARKER, "visibility": "internal"}),
                client.post("/orders/ord_1/edits", {"note": MARKER, "shipping_address": ADDRESS}),
                client.post("/orders/ord_1/comments", {"text": MARKER, "visibility": MARKER}),
            ]
            with psycopg.connect(url) as connection:
                connection.execute(ODD)

            refused = client.post("/orders", document(note="refuse", order_number=MARKER))
            line = to_json(document(note="refuse", order_id="ord_2"))
            ended = run(url, "import", "-", "--domain", client.domain_id, stdin=line)
            with locked(url):
                waited = [
                    client.patch("/orders/ord_1/status", {"status": "shipped", "note": MARKER}),
                    client.get(f"/orders?search={MARKER}&customer_id=cus-{MARKER}"),
                    client.post("/orders", document(order_number=f"late {MARKER}")),
                ]
        ours = server.log.read_text() + server.relay_log.read_text()
    with server_log.open() as log:
        log.seek(begin)
        theirs = log.read()

    assert [answer.status for answer in told] == [201, 201, 200, 422]
    assert refused.status == 500
    assert [answer.status for answer in waited] == [503, 503, 503]
    assert ended.returncode == 1
    # Each failed in the database, which logs the statement's text.
    assert theirs.count(f'violates check constraint "{CONSTRAINT}"') == 2
    assert "STATEMENT:" in theirs
    assert "timeout" in theirs
    for text in (ours, theirs, ended.stderr.decode()):
        assert MARKER not in text
