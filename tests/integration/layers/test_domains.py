"""Domains through the three layers: the gateway serves /admin and refuses archived domains."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.layers.topology import Topology, three_layers
from tests.support.http_client import Client, to_json
from tests.support.time_limits import DOMAIN_REMEMBERED, LONG
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """Separate layers: from the first domain on, others have to be registered."""
    folder: Path = tmp_path_factory.mktemp("layers")
    with three_layers(folder, limits={**LONG, DOMAIN_REMEMBERED: 0.2}) as running:
        yield running


def test_the_gateway_refuses_an_archived_domain(layers: Topology):
    client = layers.server.client()
    admin = client.with_key(layers.server.admin_key())
    json = {"Content-Type": "application/json", "Idempotency-Key": "first"}
    assert client.get("/orders").status == 200

    made = admin.send("POST", "/admin/domains", to_json({"id": "dom_1", "name": "One"}), json)
    again = admin.send("POST", "/admin/domains", to_json({"id": "dom_1", "name": "One"}), json)
    archived = admin.send("POST", f"/admin/domains/{client.domain_id}/archive")
    wait_until(lambda: client.get("/orders").status == 403)

    assert (made.status, made.headers["Location"]) == (201, "/admin/domains/dom_1")
    assert (again.body, again.headers["Idempotent-Replayed"]) == (made.body, "true")
    assert archived.json["archived_at"]
    assert client.get("/orders").code == "domain_archived"


def test_the_gateway_passes_no_merchant_to_admin(layers: Topology):
    client = Client(port=layers.ports["gateway"], domain_id="dom_1", key="soa_made-up")

    answer = client.send("GET", "/admin/domains/dom_9?x=1")

    assert (answer.status, answer.code, answer.json["instance"]) == (
        401,
        "unauthenticated",
        "/admin/domains/dom_9",
    )


def test_problems_name_the_requested_path(layers: Topology):
    admin = layers.server.anybody("none").with_key(layers.server.admin_key())

    answer = admin.send("GET", "/admin/domains/dom_9")

    assert (answer.status, answer.json["instance"]) == (404, "/admin/domains/dom_9")
