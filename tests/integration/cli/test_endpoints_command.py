"""``seller-orders endpoints`` manages webhook endpoints."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.integration.cli.import_export import DOMAIN, database
from tests.integration.webhook.receiver import receiving
from tests.support.server_process import run

SETTINGS: Final = {
    "SECRET_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "WEBHOOK_ALLOW_PRIVATE": "1",
}


def test_an_endpoint_is_managed_from_its_creation_to_its_end(tmp_path: Path):
    url = database(tmp_path)

    def command(name: str, *arguments: str) -> tuple[int, str, str]:
        ended = run(url, "endpoints", name, "--domain", DOMAIN, *arguments, settings=SETTINGS)
        return ended.returncode, ended.stdout.decode(), ended.stderr.decode()

    def document(name: str, *arguments: str) -> Any:
        status, said, problem = command(name, *arguments)
        assert status == 0, problem
        return json.loads(said)

    with receiving() as receiver:
        made = document("create", "--url", receiver.url, "--topic", "order.*")
        id = made["id"]
        assert made["secret"].startswith("whsec_")
        assert made["topics"] == ["order.*"]

        changed = document("update", id, "--description", "The ERP", "--disable")
        assert (changed["description"], changed["enabled"]) == ("The ERP", False)
        assert document("list") == changed
        assert document("test", id)["status"] == 204
        receiver.answer = lambda _: 500
        status, said, problem = command("test", id)
        assert (status, json.loads(said)["status"]) == (1, 500)
        assert "It answered 500." in problem

    status, rotated, _ = command("rotate", id)
    assert status == 0
    assert rotated.strip() != made["secret"]
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    status, _, problem = command("replay", id, "--since", since)
    assert (status, "enable it first" in problem) == (1, True)
    document("update", id, "--enable")
    assert command("replay", id, "--since", since)[0] == 0
    assert command("replay", id, "--since", "yesterday")[0] == 2
    assert command("delete", id)[0] == 0
    status, said, problem = command("list")
    assert (status, said) == (0, "")
    assert f"no endpoints in domain {DOMAIN}" in problem
