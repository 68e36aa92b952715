"""Newman runs the Postman collection: every request succeeds and every assertion holds."""

import json
from collections.abc import Mapping
from pathlib import Path

from seller_orders.adapters.inbound.cli.postman_collection import (
    PUBLIC_SEQUENCE,
    collection,
    environment,
)
from seller_orders.adapters.inbound.cli.postman_endpoint_sequence import ENDPOINT_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_sequence import ADMIN_SEQUENCE, SEQUENCE
from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers
from tests.clients.conftest import Tool


def test_every_request_and_assertion_succeeds(
    node_tool: Tool, tmp_path: Path, access: Mapping[str, str]
):
    description = described(Layers.GATEWAY)
    written, values = tmp_path / "collection.json", tmp_path / "environment.json"
    written.write_text(json.dumps(collection(description)))
    values.write_text(json.dumps(environment(description)))
    given = {
        "base_url": access["BASE_URL"],
        "api_key": access["API_KEY"],
        "domain_id": access["DOMAIN_ID"],
        "provider_id": "swift",
    }

    ended = node_tool(
        "newman",
        *("run", str(written), "--environment", str(values)),
        *(part for name, value in given.items() for part in ("--env-var", f"{name}={value}")),
        *("--reporters", "cli,json", "--reporter-json-export", str(tmp_path / "report.json")),
    )

    assert ended.returncode == 0, ended.stdout
    report = json.loads((tmp_path / "report.json").read_text())["run"]
    assert report["failures"] == []
    # Requests that need an installation key or a receiver of webhooks are skipped.
    skipped = len(ADMIN_SEQUENCE) + len(ENDPOINT_SEQUENCE)
    sent = [each for each in report["executions"] if "response" in each]
    assert len(report["executions"]) - len(sent) in {0, skipped}
    codes = [each["response"]["code"] for each in sent]
    assert len(codes) == len(PUBLIC_SEQUENCE) - skipped
    assert all(code < 300 for code in codes)
    assert report["stats"]["assertions"]["total"] > 2 * len(SEQUENCE)
