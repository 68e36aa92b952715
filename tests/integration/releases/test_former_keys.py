"""API keys of a database that the last release and this one share."""

import json
from pathlib import Path

from seller_orders import Scope, embed
from seller_orders.application.access import ORDER_SCOPES
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from tests.integration.releases.last_release import last_release
from tests.support.migrated_sqlite import migrated_file
from tests.support.server_process import sqlite_url


def test_both_releases_read_the_keys_of_the_other(tmp_path: Path):
    """The last release knows the scopes of orders alone, and fails on a key with any other."""
    url = sqlite_url(migrated_file(tmp_path / "orders.db"))
    ours = embed(url)
    ours.keys.create(CreateAccessKey(domain_id="dom_new", scopes=frozenset(Scope), name="ERP"))
    release = last_release(tmp_path / "release")

    listed = release.run(url, ["keys", "create", "--domain", "dom_old"], ["keys", "list"])

    theirs = [json.loads(line) for line in listed.splitlines() if line.startswith("{")]
    scopes = {key["domain_id"]: set(key["scopes"]) for key in theirs}
    of_orders = set(map(str, ORDER_SCOPES))
    assert scopes == {"dom_new": of_orders, "dom_old": of_orders}
    read = {key.domain_id: key for key in ours.keys.list_all()}
    assert (read["dom_new"].scopes, read["dom_new"].name) == (frozenset(Scope), "ERP")
    assert (read["dom_old"].scopes, read["dom_old"].expires_at) == (ORDER_SCOPES, None)
