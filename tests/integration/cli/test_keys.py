import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from seller_orders import embed
from tests.integration.cli.import_export import database
from tests.support.server_process import Ended, run, side_by_side, succeed

ALL = ["orders:cancel", "orders:fulfill", "orders:read", "orders:write"]
TWO = ["--scope", "orders:read", "--scope", "orders:cancel"]


@frozen
class Keys:
    """Keys that the command has created, and the folder of its database."""

    url: str
    folder: Path
    made: dict[str, Ended]
    list: bytes


def by_domain(listed: bytes) -> dict[str, Any]:
    return {key["domain_id"]: key for key in map(json.loads, listed.splitlines())}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    url = database(folder)
    embed(url)
    create = partial(run, url, "keys", "create", "--domain")
    calls = {"dom_1": partial(create, "dom_1"), "dom_2": partial(create, "dom_2", *TWO)}
    return Keys(url, folder, side_by_side(calls), succeed(url, "keys", "list"))


@pytest.mark.parametrize("domain", ["dom_1", "dom_2"])
def test_create_prints_only_the_key(keys: Keys, domain: str):
    ended = keys.made[domain]

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert re.fullmatch(rb"[\x21-\x7e]{40,}\n", ended.stdout)


def test_two_keys_differ(keys: Keys):
    assert keys.made["dom_1"].stdout != keys.made["dom_2"].stdout


def test_keys_are_listed_with_their_scopes(keys: Keys):
    listed = by_domain(keys.list)

    assert {domain: sorted(key["scopes"]) for domain, key in listed.items()} == {
        "dom_1": ALL,
        "dom_2": ["orders:cancel", "orders:read"],
    }


def test_a_key_is_not_stored(keys: Keys):
    key = keys.made["dom_1"].stdout.strip()
    kept = b"".join(file.read_bytes() for file in keys.folder.iterdir())

    assert b"dom_1" in kept
    assert key.removeprefix(b"sok_") not in kept
    assert key.removeprefix(b"sok_") not in keys.list


def test_a_revoked_key_is_listed_with_the_time(keys: Keys):
    before = by_domain(keys.list)

    succeed(keys.url, "keys", "revoke", before["dom_2"]["id"])
    after = by_domain(succeed(keys.url, "keys", "list"))

    assert [key["revoked_at"] for key in before.values()] == [None, None]
    assert after["dom_1"] == before["dom_1"]
    assert after["dom_2"]["revoked_at"].endswith("Z")


def test_revoking_an_unknown_key_fails(keys: Keys):
    ended = run(keys.url, "keys", "revoke", "key_1")

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr == b"Error: there is no key key_1\n"


def test_an_unknown_scope_creates_no_key(keys: Keys):
    arguments = ("--domain", "dom_3", "--scope", "orders:everything")

    ended = run(keys.url, "keys", "create", *arguments)

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"Error: " in ended.stderr


def test_a_key_has_a_name_and_an_expiry(keys: Keys):
    more = ("--name", "ERP", "--expires", "2099-12-31T05:30:00+05:30")

    succeed(keys.url, "keys", "create", "--domain", "dom_named", *more)
    listed = by_domain(succeed(keys.url, "keys", "list"))

    shown = listed["dom_named"]
    assert (shown["name"], shown["expires_at"]) == ("ERP", "2099-12-31T00:00:00Z")
    assert (listed["dom_1"]["name"], listed["dom_1"]["expires_at"]) == (None, None)


@pytest.mark.parametrize(
    ("expires", "status", "message"),
    [
        ("2020-01-01T00:00:00Z", 1, b"expires_at must be later than now."),
        ("2099-01-01T00:00:00", 2, b"it is not a time with an offset"),
        ("tomorrow", 2, b"it is not a time with an offset"),
    ],
)
def test_a_bad_expiry_creates_no_key(keys: Keys, expires: str, status: int, message: bytes):
    ended = run(keys.url, "keys", "create", "--domain", "dom_9", "--expires", expires)

    assert (ended.returncode, ended.stdout) == (status, b"")
    assert message in ended.stderr
