"""The commands of docs/refunds.md are run against a server, one after the other."""

import json
import os
import subprocess
from pathlib import Path

from tests.support import order_requests
from tests.support.documented_examples import assert_shown, commands
from tests.support.domain_rows import domain_rows_at
from tests.support.http_client import BASE
from tests.support.server_process import COMMAND, environment, serving

EXAMPLES = commands("docs/refunds.md")


def test_every_command_of_the_page_gives_what_it_shows(tmp_path: Path):
    with serving(tmp_path) as server, domain_rows_at(server.url) as stored:
        client = server.client()
        order_requests.create_order(client, order_id="ord_1042", order_number="1042")
        asked = {"amount": 66.17, "reason": "Burnt"}
        refund = client.post("/orders/ord_1042/refunds", asked).json["refund"]
        assert stored.delivered(client.domain_id)
        variables = environment(server.url) | {
            "API": f"http://127.0.0.1:{server.port}{BASE}/{client.domain_id}",
            "KEY": client.key or "",
            "DOMAIN": client.domain_id,
            "ORDER": "ord_1042",
            "REFUND": refund["id"],
            "PATH": os.pathsep.join((str(Path(COMMAND).parent), os.environ["PATH"])),
        }

        for command, shown in EXAMPLES:
            ran = subprocess.run(
                ["bash", "-c", command],
                env=variables,
                capture_output=True,
                check=True,
                timeout=60,
            )
            assert_shown(json.loads(shown), json.loads(ran.stdout))

    assert len(EXAMPLES) == 4
