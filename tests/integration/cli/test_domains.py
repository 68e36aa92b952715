"""``admin-key`` and ``domains``."""

import json
import re
from pathlib import Path

import pytest

from seller_orders import embed
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from seller_orders.application.commands.manage_domains import CreateDomain
from tests.integration.cli.import_export import database
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


@pytest.mark.parametrize(
    "arguments", [("show", "dom_9"), ("archive", "dom_9"), ("rename", "dom_9", "--name", "N")]
)
def test_an_unknown_domain_fails(url: str, arguments: tuple[str, ...]):
    ended = run(url, "domains", *arguments)

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.startswith(b"Error: There is no domain dom_9.")
