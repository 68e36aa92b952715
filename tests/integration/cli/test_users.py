import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.import_export import database
from tests.support.server_process import run, succeed

PHRASE = b"correct horse battery staple\n"
ANJALI = ("--email", "Anjali@shop.example", "--name", "Anjali Patel", "--role", "owner")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return database(tmp_path_factory.mktemp("users"))


def users(url: str, *arguments: str, domain: str, stdin: bytes = b"") -> Any:
    command, *more = arguments
    written = succeed(url, "users", command, "--domain", domain, *more, stdin=stdin)
    return [json.loads(line) for line in written.splitlines()]


def test_a_user_is_created_listed_changed_and_deleted(url: str):
    domain = "dom_1"

    [created] = users(url, "create", *ANJALI, domain=domain)
    [other] = users(url, "create", "--email", "b@shop.example", *ANJALI[2:], domain=domain)
    [with_role] = users(url, "set-role", "--role", "viewer", other["id"], domain=domain)
    arguments = ("set-password", "--password-file", "-", other["id"])
    [with_password] = users(url, *arguments, domain=domain, stdin=PHRASE)
    [disabled] = users(url, "disable", other["id"], domain=domain)
    listed = users(url, "list", domain=domain)
    users(url, "delete", other["id"], domain=domain)

    assert (created["email"], created["role"]) == ("Anjali@shop.example", "owner")
    assert with_role["role"] == with_password["role"] == "viewer"
    assert disabled["disabled_at"] is not None
    assert listed == [created, disabled]
    assert users(url, "list", domain=domain) == [created]
    assert "password" not in str(listed)


def test_a_password_is_stored_as_its_argon2id_hash(url: str):
    [created] = users(url, "create", *ANJALI, domain="dom_2")

    arguments = ("set-password", "--password-file", "-", created["id"])
    users(url, *arguments, domain="dom_2", stdin=PHRASE)

    stored = Path(url.removeprefix("sqlite:///")).read_bytes()
    journal = Path(f"{url.removeprefix('sqlite:///')}-wal")
    stored += journal.read_bytes() if journal.exists() else b""
    assert re.search(rb"\$argon2id\$v=19\$m=65536,t=3,p=4\$", stored)
    assert PHRASE.strip() not in stored


REFUSED = {
    "an unknown user": (("disable", "usr_nobody"), b"", b"The domain has no user usr_nobody."),
    "a short password": (
        ("set-password", "--password-file", "-", "{id}"),
        b"short\n",
        b"password must have 12 characters",
    ),
    "the last owner": (("delete", "{id}"), b"", b"This is the domain's last owner"),
    "a taken address": (("create", *ANJALI), b"", b"has this e-mail address"),
}


@pytest.mark.parametrize(("arguments", "stdin", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_an_error(url: str, arguments: tuple[str, ...], stdin: bytes, message: bytes):
    found = users(url, "list", domain="dom_3")
    [user] = found or users(url, "create", *ANJALI, domain="dom_3")
    command, *more = (each.format(id=user["id"]) for each in arguments)

    ended = run(url, "users", command, "--domain", "dom_3", *more, stdin=stdin)

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.startswith(b"Error: ")
    assert message in ended.stderr
    assert users(url, "list", domain="dom_3") == [user]


def test_a_bad_address_creates_no_user(url: str):
    arguments = ("--domain", "dom_4", "--email", "anjali", *ANJALI[2:])

    ended = run(url, "users", "create", *arguments)

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"it is not an e-mail address" in ended.stderr


def test_an_empty_list_says_where_it_looked(url: str):
    ended = run(url, "users", "list", "--domain", "dom_5")

    assert (ended.returncode, ended.stdout) == (0, b"")
    assert b"no users in domain dom_5 of sqlite:///" in ended.stderr
