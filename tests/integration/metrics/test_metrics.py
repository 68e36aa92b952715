"""Metrics of a server on its Prometheus port."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import frozen

from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError
from tests.integration.metrics.scrapes import Figures, named, scrape
from tests.integration.stack.stacks import proxied_stack
from tests.integration.webhook.installations import wait_for_text
from tests.support import order_requests
from tests.support.forked_command import with_variables
from tests.support.http_client import Client
from tests.support.log_lines import log_lines
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import Server, free_port, process, run, serving, sqlite_url
from tests.support.servers import fresh_database, redis_url
from tests.support.waiting import WITHIN_S, wait_until

NOTHING: Figures = {
    (channel, state): 0.0
    for channel in (
        *("email", "sms", "log", "event", "payment", "carrier", "inventory"),
        "webhook_endpoints",
    )
    for state in ("waiting", "dead")
}


OTHERS = NOTHING.keys() - {("webhook_endpoints", "waiting")}


@frozen
class Scraped:
    server: Server
    port: int

    def figures(self) -> Figures:
        return scrape(self.port)


@pytest.fixture(scope="module", params=[1, 2], ids=["1 worker", "2 workers"])
def scraped(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scraped]:
    folder, port = tmp_path_factory.mktemp("metrics"), free_port()
    with (
        fresh_database() as url,
        serving(
            folder,
            url,
            workers=request.param,
            REDIS_URL=redis_url(),
            METRICS=f"127.0.0.1:{port}",
            SECRET_KEYS="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            WEBHOOK_ALLOW_PRIVATE="1",
        ) as server,
    ):
        yield Scraped(server, port)


def ask(server: Server) -> None:
    """Send requests with every kind of outcome over many connections."""
    client = server.client()
    order = order_requests.create_order(client)
    # The event repeats the invalidation, which discards an entry that is loaded meanwhile.
    OutboxRows(server.url).wait_until_delivered()
    path = f"/orders/{order['order_id']}"
    tag = client.get(path).headers["ETag"]
    for _ in range(5):
        client.get(path)
    client.get(path, If_None_Match=tag)
    client.get("/orders")
    for number in range(7):
        client.get(f"/orders/missing-{number}")
    client.patch(f"{path}/status", {"status": "delivered"})
    client.patch(f"{path}/status", {"status": "delivered"})
    client.with_key(None).get("/orders")
    client.for_domain("dom_other").get("/orders")
    client.get("/orders?limit=0")
    client.send("GET", "/nowhere")
    client.send("GET", "/elsewhere")


ASKED = {
    ("create_order", "2xx"): 1,
    ("get_order", "2xx"): 6,
    ("get_order", "3xx"): 1,
    ("get_order", "order_not_found"): 7,
    ("list_orders", "2xx"): 1,
    ("list_orders", "unauthenticated"): 1,
    ("list_orders", "domain_forbidden"): 1,
    ("list_orders", "invalid_fields"): 1,
    ("update_status", "2xx"): 1,
    ("update_status", "order_is_closed"): 1,
    ("unmatched", "not_found"): 2,
}


def increase(before: Figures, after: Figures, name: str) -> Figures:
    """Return the increase of a metric's samples, without health checks."""
    was = named(before, name)
    grown = {labels: value - was.get(labels, 0) for labels, value in named(after, name).items()}
    return {
        labels: value
        for labels, value in grown.items()
        if value and {"healthz", "readyz"}.isdisjoint(labels)
    }


def test_requests_are_counted_over_all_workers(scraped: Scraped):
    before = scraped.figures()

    ask(scraped.server)

    after = scraped.figures()
    assert increase(before, after, "requests_total") == ASKED
    assert increase(before, after, "cache_reads_total") == {("miss",): 1, ("hit",): 6}


def test_durations_are_measured_by_operation(scraped: Scraped):
    before = scraped.figures()
    begun = time.monotonic()

    ask(scraped.server)

    took, after = time.monotonic() - begun, scraped.figures()
    name = "request_duration_seconds"
    by_operation: dict[tuple[str, ...], float] = {}
    for (operation, _), count in ASKED.items():
        by_operation[(operation,)] = by_operation.get((operation,), 0) + count
    assert increase(before, after, f"{name}_count") == by_operation
    assert 0 < sum(increase(before, after, f"{name}_sum").values()) < took
    within = increase(before, after, f"{name}_bucket")
    assert {
        (operation,): count for (limit, operation), count in within.items() if limit == "+Inf"
    } == by_operation


def test_labels_have_no_domain_order_or_caller(scraped: Scraped):
    ask(scraped.server)

    labels = {label for each in scraped.figures() for label in each[1:]}

    assert not [label for label in labels if "ord_" in label or "dom_" in label or "key" in label]


def test_outbox_backlog_has_count_and_age(scraped: Scraped):
    client, rows = scraped.server.client(), OutboxRows(scraped.server.url)
    order = order_requests.create_order(client)
    order_requests.set_status_and_notify(client, order)
    rows.wait_until_delivered()
    assert named(scraped.figures(), "outbox_messages") == NOTHING
    assert named(scraped.figures(), "outbox_oldest_seconds") == NOTHING
    mine = outbox.c.order_id == order["order_id"]
    [row] = rows.where(mine)
    channel = row.channel

    rows.change(mine, delivered_at=None, dead_at=row.created_at)

    figures = scraped.figures()
    assert named(figures, "outbox_messages") == NOTHING | {(channel, "dead"): 1}
    oldest = named(figures, "outbox_oldest_seconds")[(channel, "dead")]
    assert 0 < oldest < 60
    rows.change(mine, delivered_at=row.created_at, dead_at=None)


def test_build_info_is_reported(scraped: Scraped):
    [(labels, value)] = named(scraped.figures(), "build_info").items()

    assert "0.1.0" in labels
    assert value == 1


def test_metrics_are_not_on_the_api_port(scraped: Scraped):
    answer = scraped.server.anybody("none").send("GET", "/metrics")

    assert (answer.status, answer.code) == (404, "not_found")


def test_counts_survive_a_worker(tmp_path: Path):
    port = free_port()
    with serving(tmp_path, METRICS=f"127.0.0.1:{port}") as server:
        client = server.client()
        client.get("/orders")
        [spawned] = [
            line for line in log_lines(server.log) if line["event"].startswith("Spawning worker-1")
        ]
        os.kill(int(spawned["event"].split()[-1]), signal.SIGKILL)
        wait_until(lambda: is_answered(client), lambda: "no worker has taken its place")

        assert named(scrape(port), "requests_total")[("list_orders", "2xx")] == 2


def is_answered(client: Client) -> bool:
    with suppress(OSError):
        return client.get("/orders").status == 200
    return False


def test_all_endpoints_are_one_channel(scraped: Scraped):
    clients = [scraped.server.client() for _ in range(2)]
    made = [
        client.post("/webhook-endpoints", {"url": "http://127.0.0.1:1/events"}).json["id"]
        for client in clients
    ]
    for client in clients:
        order_requests.create_order(client)

    def waiting() -> Figures:
        found = named(scraped.figures(), "outbox_messages")
        return {labels: number for labels, number in found.items() if labels not in OTHERS}

    # The events are in the log, and then in the outbox.
    wait_until(lambda: waiting() == {("webhook_endpoints", "waiting"): 2}, waiting)
    for client, id in zip(clients, made, strict=True):
        client.call("DELETE", f"/webhook-endpoints/{id}")
    assert waiting() == {("webhook_endpoints", "waiting"): 0}


def test_database_outage_hides_only_outbox_metrics(tmp_path: Path):
    port = free_port()
    with proxied_stack(tmp_path, METRICS=f"127.0.0.1:{port}") as stack:
        stack.server.client().get("/orders")
        stack.database.refuse()

        away = scrape(port)

        stack.database.listen_again()
        assert named(scrape(port), "outbox_messages") == NOTHING
    assert named(away, "requests_total")[("list_orders", "2xx")] == 1
    assert named(away, "outbox_messages") == {}
    assert [line for line in log_lines(stack.server.log) if line["logger"].endswith(".metrics")]


def test_stopped_server_leaves_no_port_or_files(tmp_path: Path):
    port, scratch = free_port(), tmp_path / "scratch"
    scratch.mkdir()
    main = with_variables({"TMPDIR": str(scratch)})
    with serving(tmp_path, main=main, METRICS=f"127.0.0.1:{port}") as server:
        assert list(scratch.iterdir())
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait() == 0

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), WITHIN_S)
    assert list(scratch.iterdir()) == []


def test_metrics_port_in_use_is_reported(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        ended = run(
            sqlite_url(tmp_path / "orders.db"),
            *("serve", "--port", str(free_port())),
            settings={"METRICS": address},
        )

    assert ended.returncode == 1
    assert f"cannot listen on {address}, SELLER_ORDERS_METRICS" in ended.stderr.decode()


@pytest.mark.parametrize("address", ["9100", "127.0.0.1", ":9100", "x:0", "x:65536", "x:-1", "x:²"])
def test_malformed_metrics_address_is_reported(address: str):
    with pytest.raises(SettingsError, match="SELLER_ORDERS_METRICS"):
        Settings.of({"SELLER_ORDERS_METRICS": address})


def test_metrics_address_may_be_ipv4_or_ipv6():
    for given, address in {"[::1]:9100": ("::1", 9100), "0.0.0.0:80": ("0.0.0.0", 80)}.items():
        assert Settings.of({"SELLER_ORDERS_METRICS": given}).metrics == address


def test_relay_reports_outbox_metrics(tmp_path: Path):
    port, log = free_port(), tmp_path / "relay.log"
    with fresh_database() as url, process(url, log, "relay", METRICS=f"127.0.0.1:{port}") as relay:
        wait_for_text(log, "delivering")

        assert named(scrape(port), "outbox_messages") == NOTHING

        relay.send_signal(signal.SIGTERM)
        assert relay.wait() == 0
    assert [line["event"] for line in log_lines(log)] == ["delivering"]
