"""Runs schemathesis, with all checks, against a server and its /openapi.json."""

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
"query.wait" = "1"
"path.order_id" = {{ dictionary = "orders", probability = 0.7 }}

[dictionaries.orders]
values = {orders}

[auth.wfc]
path = "{credentials}"
user = "owner"
peers = ["owner", "stranger"]

[cache]
enabled = false

# A valid request may name another version or combine fields that exclude each other. The check
# in hooks.py decides which of these may be refused.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "410", "412", "422", "428"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "410", "412", "415", "422", "428"]
"""


@frozen
class FuzzReport:
    """Number of cases, responses by status, and the output of schemathesis if a check failed."""

    cases: int
    answers: Counter[int]
    failures: str | None


def fuzz(server: Server, folder: Path, *options: str, distinct: bool = False) -> FuzzReport:
    """Run schemathesis with these options.

    With ``distinct`` the coverage phase tries each rule of each part of the schema once.
    """
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
            "FUZZ_DISTINCT": "1" if distinct else "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"schemathesis wrote no report:\n{ended.stdout}")
    counted = json.loads(answers.read_bytes())
    return FuzzReport(
        cases=json.loads(report.read_bytes())["test_cases"]["generated"],
        answers=Counter({int(status): count for status, count in counted.items()}),
        failures=ended.stdout if ended.returncode else None,
    )


def _configuration(server: Server, folder: Path) -> str:
    owner = server.client(domain_id=_DOMAIN)
    stranger = server.client()
    known = [order_requests.create_order(owner)["order_id"] for _ in range(_ORDERS)]
    credentials = folder / "credentials.json"
    users = {"owner": owner, "stranger": stranger}
    credentials.write_text(
        json.dumps({"auth": [_credential(name, client) for name, client in users.items()]})
    )
    return _CONFIG.format(domain=_DOMAIN, orders=json.dumps(known), credentials=credentials)


def _credential(name: str, client: Client) -> dict[str, Any]:
    header = {"name": "Authorization", "value": f"Bearer {client.key}"}
    return {"name": name, "fixedHeaders": [header]}
