"""Many writers of one order on three layers, and a second orchestrator beside the first."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from attrs import evolve

from tests.integration.layers.topology import Topology, second_gateway
from tests.support.http_client import Answer, Client
from tests.support.order_requests import create_order, get_order, line_document
from tests.support.time_limits import CHANGED, shipped

WRITERS = 24
CHANGES_EACH = 4
ITEMS = [line_document("iid_001", "Pasta", 1_000, 10)]


def ship_one(client: Client, order_id: str) -> Answer:
    one = {"items": [{"id": "iid_001", "quantity": 1}]}
    return client.post(f"/orders/{order_id}/fulfillments", one)


def set_status(client: Client, order_id: str, number: int) -> Answer:
    status = ("processing", "confirmed")[number % 2]
    return client.patch(
        f"/orders/{order_id}/status",
        {"status": status},
    )


def assert_each_happened_once(
    client: Client, order: dict[str, Any], answers: Sequence[Answer]
) -> None:
    """Assert that at most 1 % were told to try again, and that each success made one version."""
    told = Counter(answer.status for answer in answers)
    assert told[201] >= 0.99 * len(answers), told
    made = {
        answer.json["fulfillment"]["id"]: answer.json["order"]["version"]
        for answer in answers
        if answer.status == 201
    }
    after = get_order(client, order)
    assert sorted(made.values()) == list(range(2, 2 + told[201]))
    assert [each["id"] for each in after["fulfillments"]] == sorted(made, key=made.__getitem__)
    assert [entry["version"] for entry in after["timeline"]] == list(range(1, 2 + told[201]))


def test_every_writer_of_a_hot_order_is_answered(layers: Topology):
    client = layers.server.client()
    hot, other = create_order(client, items=ITEMS), create_order(client)
    done = Event()

    def write(_: int) -> list[Answer]:
        return [ship_one(client, hot["order_id"]) for _ in range(CHANGES_EACH)]

    def change_the_other() -> list[int]:
        statuses, number = list[int](), 0
        while not done.is_set():
            statuses.append(set_status(client, other["order_id"], number).status)
            number += 1
        return statuses

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        meanwhile: Future[list[int]] = pool.submit(change_the_other)
        try:
            answers = [each for made in pool.map(write, range(WRITERS)) for each in made]
        finally:
            done.set()

    assert set(meanwhile.result()) == {200}
    assert_each_happened_once(client, hot, answers)


def test_writers_of_two_orchestrators_are_answered(layers: Topology, tmp_path: Path):
    """Neither knows of the other's queue, so the core refuses some of the changes."""
    client = layers.server.client()
    order = create_order(client, items=ITEMS)
    with second_gateway(layers, tmp_path) as port:
        through = client, evolve(client, port=port)

        def write(number: int) -> list[Answer]:
            return [ship_one(through[number % 2], order["order_id"]) for _ in range(2)]

        with ThreadPoolExecutor(WRITERS) as pool:
            answers = [each for made in pool.map(write, range(WRITERS)) for each in made]

    assert_each_happened_once(client, order, answers)


def test_a_change_has_less_time_than_callers_wait():
    assert shipped(CHANGED) == 4.0
