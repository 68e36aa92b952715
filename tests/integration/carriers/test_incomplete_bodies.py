"""Truncated and malformed bodies between carriers and the server."""

import json

import pytest

from tests.integration.carriers.conftest import Shipping
from tests.integration.carriers.signing import PATH, event, send, signed
from tests.integration.carriers.simulator import TOKEN
from tests.support import order_requests
from tests.support.http_client import Client, to_json
from tests.support.raw_http import exchange

FRAMINGS = {
    "cut off after the first chunk": b"Transfer-Encoding: chunked\r\n\r\n%(size)x\r\n%(body)s\r\n",
    "cut off in the last chunk": b"Transfer-Encoding: chunked\r\n\r\n%(size)x\r\n%(body)s\r\n0\r\n",
    "malformed": b"Transfer-Encoding: chunked\r\n\r\n%(size)x\r\n%(body)s\r\nzz\r\n",
    "shorter than its length": b"Content-Length: 9999\r\n\r\n%(body)s",
}


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_truncated_event_is_not_stored(client: Client, shipping: Shipping, framing: bytes):
    order, made = shipping.shipped(client)
    document = event(order, made)
    body = to_json(document)
    before = order_requests.get_order(client, order)
    lines = [f"{name}: {value}" for name, value in signed(body, id="msg_cut").items()]
    head = "\r\n".join([f"POST {PATH} HTTP/1.1", "Host: orders.example", *lines, ""]).encode()

    reply = exchange(client.port, head + framing % {b"size": len(body), b"body": body}, ends=True)

    assert reply.statuses == [400]
    assert b'"code":"incomplete_body"' in reply.content
    assert order_requests.get_order(client, order) == before
    again = send(client, document, id="msg_cut")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (200, None)


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_simulator_refuses_a_truncated_booking(shipping: Shipping, framing: bytes):
    id = f"ful_{len(framing)}"
    body = to_json({"id": id, "domain_id": "dom_1", "order_id": "ord_1"})
    head = (
        "POST /shipments HTTP/1.1\r\nHost: courier.example\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {TOKEN}\r\n"
    ).encode()
    port = shipping.simulator.port

    reply = exchange(port, head + framing % {b"size": len(body), b"body": body}, ends=True)

    assert reply.statuses == [400]
    assert json.loads(reply.content.partition(b"\r\n\r\n")[2])["code"] == "incomplete_body"
    assert id not in shipping.simulator.shipments
