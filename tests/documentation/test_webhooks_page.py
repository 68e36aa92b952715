"""The code of docs/webhooks.md verifies the events of a real server."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.integration.webhook.installations import followed_by
from tests.integration.webhook.receiver import SECRET, Delivery, receiving
from tests.support import order_requests
from tests.support.documented_examples import page, python_code

CODE = python_code("docs/webhooks.md")
JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { verifiedEvent } from "./verify.mjs";
for (const { secret, headers, body } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    console.log(verifiedEvent(secret, headers, body).id);
  } catch (error) {
    console.log(error.message);
  }
}
"""
"""Prints the id of each event that it gets, or the reason of its refusal."""


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    """The event of a new order, as the webhook's receiver gets it."""
    folder = tmp_path_factory.mktemp("webhook")
    with receiving() as receiver, followed_by(receiver, "sqlite", folder) as installation:
        order_requests.create_order(installation.server.client(), order_id="ord_1")
        (first, *_) = receiver.wait_for_number(1)
        yield first


@pytest.fixture(params=CODE, ids=["library", "standard library"])
def verified_event(request: pytest.FixtureRequest) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(request.param, names)
    verify: Callable[..., Any] = names["verified_event"]
    return verify


def test_the_code_returns_a_genuine_event(
    delivery: Delivery, verified_event: Callable[..., Any]
) -> None:
    event = verified_event(SECRET, {**delivery.headers}, delivery.body)

    assert event["type"] == "order.created"
    assert event["order_id"] == "ord_1"
    assert event["id"] == delivery.headers["webhook-id"]


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"{}"},
        {"webhook-id": "evt_other"},
        {"webhook-timestamp": "1"},
        {"webhook-signature": "v1,AAAA"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_code_refuses_a_forged_event(
    delivery: Delivery, verified_event: Callable[..., Any], change: dict[str, Any]
) -> None:
    headers = {**delivery.headers, **change}
    body = headers.pop("body", delivery.body)

    with pytest.raises(Exception, match=r"signature|old|matching") as raised:
        verified_event(SECRET, headers, body)

    assert type(raised.value).__name__ in {"WebhookVerificationError", "ValueError"}


def test_the_code_refuses_an_old_event(verified_event: Callable[..., Any]) -> None:
    sent = datetime.now(UTC) - timedelta(minutes=6)
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("evt_1", sent, "{}"),
    }

    with pytest.raises(Exception, match="old"):
        verified_event(SECRET, headers, b"{}")


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is missing")
def test_the_javascript_accepts_genuine_events_alone(delivery: Delivery, tmp_path: Path) -> None:
    [code] = re.findall(r"```js\n(.*?)```", page("docs/webhooks.md"), re.DOTALL)
    (tmp_path / "verify.mjs").write_text(code)
    (tmp_path / "program.mjs").write_text(JAVASCRIPT)
    headers, body = {**delivery.headers}, delivery.body.decode()
    rotated = f"v1,AAAA {headers['webhook-signature']}"
    old = datetime.now(UTC) - timedelta(minutes=6)
    too_old = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(old.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("evt_1", old, "{}"),
    }
    requests = {
        delivery.headers["webhook-id"]: (headers, body),
        "the signature is wrong": (headers | {"webhook-id": "evt_other"}, body),
        "the event is too old": (too_old, "{}"),
    }
    given = [
        *requests.items(),
        (delivery.headers["webhook-id"], (headers | {"webhook-signature": rotated}, body)),
        *(
            ("the signature is wrong", (headers | {"webhook-signature": each}, body))
            for each in ("", "v1", "v1,AAAA", headers["webhook-signature"].replace("v1", "v2"))
        ),
        ("the signature is wrong", (headers, body + " ")),
    ]
    sent = [{"secret": SECRET, "headers": h, "body": b} for _, (h, b) in given]

    ended = subprocess.run(
        ["node", str(tmp_path / "program.mjs")],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    assert ended.stdout.splitlines() == [expected for expected, _ in given]
