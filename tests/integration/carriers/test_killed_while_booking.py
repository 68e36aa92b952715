"""A server is killed while it books a shipment: the shipment is booked once."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import pytest
from attrs import evolve

from tests.contracts.stores import ENGINES
from tests.integration.carriers.simulator import carriers_file, connection, simulating
from tests.support import order_requests
from tests.support.outbox_rows import CARRIER_REQUESTS, UNDELIVERED, OutboxRows
from tests.support.server_process import serving
from tests.support.waiting import wait_until

FOR_EVER_S = 60.0
BODY = {"items": [{"id": "iid_001", "quantity": 1}], "provider_id": "fast"}
MOMENTS = {
    "after the commit and before the booking": "before_s",
    "after the booking and before it was kept": "after_s",
}


@pytest.mark.parametrize("waits", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_shipment_is_booked_once_after_a_kill(engine: str, waits: str, tmp_path: Path):
    with (
        ENGINES[engine]() as database,
        simulating() as simulator,
        ThreadPoolExecutor(1) as pool,
    ):
        url = database.url.render_as_string(hide_password=False)
        carriers = carriers_file(tmp_path, fast=connection(simulator.port))
        for name in ("doomed", "living"):
            (tmp_path / name).mkdir()
        with serving(tmp_path / "doomed", url, CARRIERS=carriers) as doomed:
            client = doomed.client()
            order = order_requests.create_order(client)
            path = f"/orders/{order['order_id']}/fulfillments"
            simulator.behave(**{waits: FOR_EVER_S})
            asked = pool.submit(client.post, path, BODY, Idempotency_Key="k")
            outbox = OutboxRows(url)
            wait_until(lambda: outbox.where(UNDELIVERED, CARRIER_REQUESTS))
            assert not asked.done()
            if waits == "after_s":
                simulator.wait_for(bool)
            os.killpg(doomed.process.pid, signal.SIGKILL)
            with pytest.raises((OSError, HTTPException)):
                asked.result()
        simulator.behave()
        booked_by_the_dead = dict(simulator.shipments)
        with serving(tmp_path / "living", url, CARRIERS=carriers) as living:
            client = evolve(client, port=living.port)
            (before,) = order_requests.get_order(client, order)["fulfillments"]
            # Expires the lease of the killed server.
            outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
            outbox.wait_until_delivered()
            (made,) = order_requests.get_order(client, order)["fulfillments"]
            again = client.post(path, BODY, Idempotency_Key="k")

        assert before["awb"] is None
        (shipment,) = simulator.shipments.values()
        assert shipment["names"]["id"] == made["id"]
        assert shipment["awb"] == made["awb"]
        if waits == "after_s":
            assert list(booked_by_the_dead) == [made["id"]]
        assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
        assert json.loads(again.body)["fulfillment"]["id"] == made["id"]
