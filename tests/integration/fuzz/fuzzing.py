"""Sending a server all that schemathesis can make of its /openapi.json, every check on."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

_COMMAND: Final = str(Path(sys.executable).with_name("schemathesis"))
_DOMAIN: Final = "dom_fuzz"
_ORDERS: Final = 50
_CONFIG: Final = """
[parameters]
"path.domain_id" = "{domain}"
"path.order_id" = {{ dictionary = "orders", probability = 0.7 }}

[dictionaries.orders]
values = {orders}

[auth.wfc]
path = "{credentials}"
user = "owner"
peers = ["owner", "stranger"]

[cache]
enabled = false

# Beside bad fields, an If-Match of another version is refused, and so are fields that do not go
# together: which of these may be refused is for the check in hooks.py to say.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "412", "415", "422"]
"""


@frozen
class Fuzzed:
    """How many cases there were, how they were answered, and what failed, in words."""

    cases: int
    answers: Counter[int]
    failures: str | None


def fuzz(server: Server, folder: Path, *options: str) -> Fuzzed:
    """Let schemathesis loose on a server, bounded by options of its own."""
    config, report, answers = (
        folder / name for name in ("schemathesis.toml", "report.json", "answers.json")
    )
    config.write_text(_configuration(server, folder))
    ended = subprocess.run(
        [
            *(_COMMAND, "--config-file", str(config)),
            *("run", f"http://127.0.0.1:{server.port}/openapi.json"),
            *("--checks", "all", "--continue-on-failure", "--no-color"),
            *("--generation-database", "none", "--request-timeout", "60"),
            *("--report", "json", "--report-json-path", str(report)),
            *options,
        ],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.integration.fuzz.hooks",
            "FUZZ_ANSWERS": str(answers),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"schemathesis did not get to its report:\n{ended.stdout}")
    counted = json.loads(answers.read_bytes())
    return Fuzzed(
        cases=json.loads(report.read_bytes())["test_cases"]["generated"],
        answers=Counter({int(status): count for status, count in counted.items()}),
        failures=ended.stdout if ended.returncode else None,
    )


def _configuration(server: Server, folder: Path) -> str:
    owner = server.client(domain_id=_DOMAIN)
    stranger = server.client()
    known = [order_requests.created(owner)["order_id"] for _ in range(_ORDERS)]
    credentials = folder / "credentials.json"
    users = {"owner": owner, "stranger": stranger}
    credentials.write_text(
        json.dumps({"auth": [_credential(name, client) for name, client in users.items()]})
    )
    return _CONFIG.format(domain=_DOMAIN, orders=json.dumps(known), credentials=credentials)


def _credential(name: str, client: Client) -> dict[str, Any]:
    header = {"name": "Authorization", "value": f"Bearer {client.key}"}
    return {"name": name, "fixedHeaders": [header]}
