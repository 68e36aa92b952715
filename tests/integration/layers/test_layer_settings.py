"""Required and optional settings of a layer that runs separately."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.layers.topology import NO_DATABASE, TOKEN
from tests.support.http_client import Client
from tests.support.server_process import free_port, process, run, sqlite_url
from tests.support.servers import wait_for_port

CORE = "http://127.0.0.1:1"
WRONG: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "a gateway that knows nobody": (
        "gateway",
        {},
        ["SELLER_ORDERS_ORCHESTRATOR_URL", "SELLER_ORDERS_SERVICE_TOKEN"],
    ),
    "a gateway without a core": (
        "gateway",
        {"ORCHESTRATOR_URL": CORE, "SERVICE_TOKEN": TOKEN},
        ["SELLER_ORDERS_CORE_URL"],
    ),
    "an orchestrator without a token": (
        "orchestrator",
        {"CORE_URL": CORE},
        ["SELLER_ORDERS_SERVICE_TOKEN"],
    ),
    "a core without a token": ("core", {}, ["SELLER_ORDERS_SERVICE_TOKEN"]),
    "a short token": ("core", {"SERVICE_TOKEN": "short"}, ["SERVICE_TOKEN", "16"]),
    "no URL": ("orchestrator", {"CORE_URL": "core:8080"}, ["SELLER_ORDERS_CORE_URL", "http"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_layer_reports_a_missing_setting_in_one_line(what: str, tmp_path: Path):
    layer, settings, named = WRONG[what]

    ended = run(sqlite_url(tmp_path / "o.db"), "serve", "--layers", layer, settings=settings)

    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert all(each in said for each in named)
    assert TOKEN not in said


def test_a_layer_without_a_store_serves_metrics(tmp_path: Path):
    port, scraped = free_port(), free_port()
    settings: Any = {"CORE_URL": CORE, "SERVICE_TOKEN": TOKEN, "METRICS": f"127.0.0.1:{scraped}"}
    arguments = ("serve", "--layers", "orchestrator", "--port", str(port))

    with process(NO_DATABASE, tmp_path / "log", *arguments, **settings):
        wait_for_port(port)
        wait_for_port(scraped)
        nobody = Client(port=port, domain_id="d")
        unready = nobody.send("GET", "/readyz")
        figures = Client(port=scraped, domain_id="d").send("GET", "/metrics")

    assert (unready.status, unready.code) == (503, "unavailable")
    assert figures.status == 200
    assert b"seller_orders" in figures.body
