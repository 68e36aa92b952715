"""``admin-key`` and ``domains``."""

import json
import re
from pathlib import Path

import pytest

from seller_orders import embed
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from seller_orders.application.commands.manage_domains import CreateDomain
from tests.integration.cli.import_export import database
from tests.support import order_requests
from tests.support.server_process import run, succeed


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("domains")
    url = database(folder)
    embed(url)
    return url


def test_an_installation_key_is_shown_once(url: str):
    made = run(url, "admin-key", "create", "--name", "Console")

    [listed] = succeed(url, "admin-key", "list").splitlines()
    assert (made.returncode, made.stderr) == (0, b"")
    assert re.fullmatch(rb"soa_[\x21-\x7e]{40,}\n", made.stdout)
    assert made.stdout.strip() not in listed
    assert b"digest" not in listed
    assert succeed(url, "keys", "list") == b""

    key_id = json.loads(listed)["id"]
    assert json.loads(listed)["name"] == "Console"
    succeed(url, "admin-key", "revoke", key_id)
    assert json.loads(succeed(url, "admin-key", "list"))["revoked_at"].endswith("Z")


def test_an_api_key_is_no_installation_key(url: str):
    orders = embed(url)
    orders.keys.create(CreateAccessKey(domain_id="dom_1"))
    [key] = orders.keys.list_all()

    ended = run(url, "admin-key", "revoke", key.id)

    assert (ended.returncode, ended.stderr) == (
        1,
        f"Error: there is no installation key {key.id}\n".encode(),
    )
    assert [each.revoked_at for each in orders.keys.list_all()] == [None]


def test_an_installation_without_domains_says_so(url: str):
    ended = run(url, "domains", "list")

    assert (ended.returncode, ended.stdout) == (0, b"")
    assert b"keys are accepted for any domain" in ended.stderr


def test_adopt_registers_the_domains_in_use(tmp_path: Path):
    url = database(tmp_path)
    orders = embed(url)
    for domain_id in ("dom_b", "dom_a"):
        orders.keys.create(CreateAccessKey(domain_id=domain_id))

    assert succeed(url, "domains", "adopt").split() == [b"dom_a", b"dom_b"]
    assert succeed(url, "domains", "adopt") == b""
    listed = [json.loads(line) for line in succeed(url, "domains", "list").splitlines()]
    assert [(each["id"], each["name"]) for each in listed] == [
        ("dom_a", "dom_a"),
        ("dom_b", "dom_b"),
    ]


def test_domains_are_shown_renamed_archived_and_counted(tmp_path: Path):
    url = database(tmp_path)
    embed(url).domains.create(CreateDomain(id="dom_1", name="First"))

    renamed = json.loads(succeed(url, "domains", "rename", "dom_1", "--name", "Second"))
    archived = json.loads(succeed(url, "domains", "archive", "dom_1"))
    shown = json.loads(succeed(url, "domains", "show", "dom_1"))
    restored = json.loads(succeed(url, "domains", "archive", "dom_1", "--undo"))
    usage = [json.loads(line) for line in succeed(url, "domains", "usage", "dom_1").splitlines()]

    assert renamed["name"] == shown["name"] == "Second"
    assert archived == shown
    assert restored["archived_at"] is None
    assert len(usage) == 12
    assert {each["orders"] for each in usage} == {0}


def test_usage_counts_the_named_months(tmp_path: Path):
    url = database(tmp_path)
    embed(url).domains.create(CreateDomain(id="dom_1", name="First"))
    of_domain = ("domains", "usage", "dom_1")

    named = succeed(url, *of_domain, "--from", "2025-11", "--to", "2026-01").splitlines()
    until = succeed(url, *of_domain, "--to", "2026-01").splitlines()
    too_many = run(url, *of_domain, "--from", "2020-01", "--to", "2026-01")
    no_month = run(url, *of_domain, "--from", "2026-13")

    assert [json.loads(line)["month"] for line in named] == ["2025-11", "2025-12", "2026-01"]
    assert (len(until), json.loads(until[0])["month"]) == (12, "2025-02")
    assert too_many.returncode == 1
    assert b"from 1 to 24 months" in too_many.stderr
    assert no_month.returncode == 2
    assert b"such as 2026-11" in no_month.stderr


def test_an_import_needs_a_registered_domain(tmp_path: Path):
    url = database(tmp_path)
    line = json.dumps(order_requests.order_document()).encode()
    assert run(url, "import", "-", "--domain", "dom_1", stdin=line).returncode == 0
    embed(url).domains.create(CreateDomain(id="dom_2", name="Second"))

    refused = run(url, "import", "-", "--domain", "dom_9", stdin=line)
    taken = [run(url, "import", "-", "--domain", f"dom_{n}", stdin=line) for n in (1, 2)]

    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"There is no domain dom_9." in refused.stderr
    assert b"seller-orders domains create" in refused.stderr
    assert [each.returncode for each in taken] == [0, 0]
    assert succeed(url, "export", "--domain", "dom_9") == b""


@pytest.mark.parametrize(
    "arguments", [("show", "dom_9"), ("archive", "dom_9"), ("rename", "dom_9", "--name", "N")]
)
def test_an_unknown_domain_fails(url: str, arguments: tuple[str, ...]):
    ended = run(url, "domains", *arguments)

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.startswith(b"Error: There is no domain dom_9.")
