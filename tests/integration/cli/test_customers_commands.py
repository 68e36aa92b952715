"""``customers``: export and erasure on the command line."""

import json
from pathlib import Path

import pytest

from tests.integration.cli.import_export import DOMAIN, database, exact_lines, imported
from tests.support.order_requests import order_document
from tests.support.server_process import run, succeed

OF_DOMAIN = ("--domain", DOMAIN)
MANY = 102
"""More than a page of the export."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    database_url = database(tmp_path_factory.mktemp("customers"))
    lines = [
        json.dumps(order_document(order_id=f"ord_{n:03}", order_number=f"A-{n}"))
        for n in range(MANY)
    ]
    assert imported(database_url, "\n".join(lines))[0] == 0
    return database_url


def test_a_customer_is_exported_and_then_erased(url: str, tmp_path: Path):
    exported = exact_lines(succeed(url, "customers", "export", *OF_DOMAIN, "--customer", "cus_1"))
    assert [each["order"]["order_id"] for each in exported] == [f"ord_{n:03}" for n in range(MANY)]

    by_email = ("--email", "ANJALI@example.com")
    counted = succeed(url, "customers", "erase", *OF_DOMAIN, *by_email, "--dry-run")
    erased = succeed(url, "customers", "erase", *OF_DOMAIN, *by_email)

    assert (
        json.loads(counted) == json.loads(erased) == {"orders": MANY, "erased": MANY, "open": MANY}
    )
    assert succeed(url, "customers", "export", *OF_DOMAIN, *by_email) == b""
    # An erased order can be exported and imported.
    left = succeed(url, "export", *OF_DOMAIN)
    assert b"Anjali" not in left
    again = database(tmp_path)
    assert imported(again, left.decode())[0] == 0
    assert exact_lines(succeed(again, "export", *OF_DOMAIN)) == exact_lines(left)


@pytest.mark.parametrize("given", [(), ("--customer", "cus_1", "--email", "a@b.example")])
def test_exactly_one_name_of_the_customer_is_needed(url: str, given: tuple[str, ...]):
    ended = run(url, "customers", "erase", *OF_DOMAIN, *given)

    assert ended.returncode == 2
    assert b"give exactly one of --customer and --email" in ended.stderr
