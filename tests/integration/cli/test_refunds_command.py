import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.cli.import_export import DOMAIN, database, exact_lines, imported
from tests.support import order_requests
from tests.support.server_process import run, succeed

MANY = 120
"""More than a page of the command."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with an order of many pending refunds and one of each other status."""
    database_url = database(tmp_path_factory.mktemp("refunds"))
    states = ["pending"] * MANY + ["succeeded", "failed"]
    refunds = [
        {
            "id": f"rfd_{n:03}",
            "amount": 0.125,
            "status": status,
            "reason": "Burnt",
            "created_at": "2026-01-01T00:00:00Z",
        }
        for n, status in enumerate(states)
    ]
    paid = {"status": "paid", "method": "card", "amount_paid": 250, "refunds": refunds}
    order = order_requests.order_document(
        order_id="ord_1", order_number="A-1", currency="KWD", payment=paid
    )
    assert imported(database_url, json.dumps(order))[0] == 0
    return database_url


def test_pending_refunds_are_listed_by_default(url: str):
    lines = exact_lines(succeed(url, "refunds", "list", "--domain", DOMAIN))

    assert [line["id"] for line in lines] == [f"rfd_{n:03}" for n in range(MANY)]
    assert lines[0] == {
        "id": "rfd_000",
        "order_id": "ord_1",
        "order_number": "A-1",
        "amount": Decimal("0.125"),
        "currency": "KWD",
        "parts": [],
        "reason": "Burnt",
        "status": "pending",
        "created_at": "2026-01-01T00:00:00Z",
        "due_since": None,
    }


def test_other_statuses_are_listed_on_request(url: str):
    options = ["--status", "failed", "--status", "succeeded"]

    lines = exact_lines(succeed(url, "refunds", "list", "--domain", DOMAIN, *options))

    assert [line["status"] for line in lines] == ["succeeded", "failed"]


def test_a_domain_without_refunds_lists_nothing(url: str):
    assert succeed(url, "refunds", "list", "--domain", "dom_2") == b""


@pytest.mark.parametrize(
    ("options", "named"),
    [([], b"--domain"), (["--domain", "a b"], b"--domain"), (["--status", "paid"], b"--status")],
    ids=str,
)
def test_a_bad_option_is_explained(tmp_path: Path, options: list[str], named: bytes):
    ended = run(database(tmp_path), "refunds", "list", *options)

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert named in ended.stderr


def test_an_empty_list_says_where_it_looked(url: str):
    refunds = run(url, "refunds", "list", "--domain", "nosuch")
    exported = run(url, "export", "--domain", "nosuch")
    messages = run(url, "outbox", "list")
    keys = run(url, "keys", "list")

    assert {each.returncode for each in (refunds, exported, messages, keys)} == {0}
    assert {each.stdout for each in (refunds, exported, messages, keys)} == {b""}
    assert refunds.stderr.decode() == f"no pending refunds in domain nosuch of {url}\n"
    assert exported.stderr.decode() == f"no orders in domain nosuch of {url}\n"
    assert messages.stderr.decode() == f"no undelivered messages in {url}\n"
    assert keys.stderr.decode() == f"no keys in {url}\n"
