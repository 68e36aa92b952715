"""POST /carriers/{provider_id}/events: events of couriers, also late, twice and out of order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.carriers.bridge_description import ensure_described
from tests.integration.carriers.conftest import OTHER_SECRET, Shipping
from tests.integration.carriers.signing import PATH, event, send, signed
from tests.integration.carriers.simulator import SECRET
from tests.support import order_requests
from tests.support.http_client import Client, to_json


def status_of(client: Client, order: dict[str, Any]) -> str:
    (made,) = order_requests.get_order(client, order)["fulfillments"]
    return str(made["status"])


def said(client: Client, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the data of the courier's events on the timeline, without the booking."""
    timeline = order_requests.get_order(client, order)["timeline"]
    return [each["data"] for each in timeline if "reported" in each["data"]]


def test_events_move_a_shipment_through_failed_attempts(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    failed = {"reason": "Nobody at home", "number": 1}
    tell = shipping.simulator.tell

    answers = [
        tell(made, status="in_transit"),
        tell(made, status="out_for_delivery"),
        tell(made, status="out_for_delivery", failed_attempt=failed),
        tell(made, status="out_for_delivery", failed_attempt={"reason": "Gate locked"}),
        tell(made, status="delivered"),
    ]

    assert answers == [200] * 5
    now = order_requests.get_order(client, order)
    assert now["fulfillments"][0]["status"] == "delivered"
    assert now["status"] == "pending", "a fulfillment never changes the order's status"
    attempts = [each for each in said(client, order) if "failed_attempt" in each]
    assert [(each["failed_attempt"], each["attempt"]) for each in attempts] == [
        ("Nobody at home", 1),
        ("Gate locked", 2),
    ]
    entries = now["timeline"][3:]
    assert {each["by"] for each in entries} == {"carrier:fast"}
    assert [each["version"] for each in entries] == list(range(4, 9))
    assert [(each["from"], each["to"]) for each in entries] == [
        ("pending", "in_transit"),
        ("in_transit", "out_for_delivery"),
        (None, None),
        (None, None),
        ("out_for_delivery", "delivered"),
    ]


@pytest.mark.parametrize("end", ["failed", "returned"])
def test_undelivered_shipment_releases_its_units(client: Client, shipping: Shipping, end: str):
    order, made = shipping.shipped(client)

    answer = send(client, event(order, made, status=end))

    assert (answer.status, answer.json["status"]) == (200, end)
    now = order_requests.get_order(client, order)
    assert now["fulfillment_status"] == "unfulfilled"
    assert now["items"][0]["remaining_quantity"] == 2


def test_late_events_only_add_timeline_entries_once(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)

    for status in ("delivered", "in_transit", "delivered", "out_for_delivery", "failed"):
        answer = send(client, event(order, made, status=status))
        assert (answer.status, answer.json["status"]) == (200, "delivered")

    found = said(client, order)
    assert [each["reported"] for each in found] == [
        *("delivered", "in_transit", "out_for_delivery", "failed")
    ]
    assert {each["occurred_at"] for each in found} == {"2026-11-26T09:30:00Z"}
    now = order_requests.get_order(client, order)
    assert now["items"][0]["fulfilled_quantity"] == 1
    assert now["fulfillments"][0]["report_count"] == 4


def test_repeated_event_is_stored_once(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    document = event(order, made)

    first, second = (send(client, document, id="msg_1") for _ in range(2))
    other = send(client, event(order, made, status="delivered"), id="msg_1")

    ensure_described("KeptEvent", first.json)
    assert first.json == {"id": made["id"], "status": "in_transit", "version": 4}
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (second.status, second.body) == (200, first.body)
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert len(said(client, order)) == 1
    assert (
        client.post("/orders", order_requests.order_document(), Idempotency_Key="msg_1").status
        == 201
    )


def test_a_repeated_event_is_known_after_the_customer_was_erased(
    client: Client, shipping: Shipping
):
    customer = {"id": "cus_to_erase", "name": "Asha Rao"}
    order = order_requests.create_order(client, customer=customer)
    made = shipping.ship(client, order).json["fulfillment"]
    document = event(order, made)
    first = send(client, document, id="msg_1")
    erased = client.post("/customers/erase", {"customer_id": "cus_to_erase"})

    second = send(client, document, id="msg_1")

    assert (first.status, erased.status, second.status) == (200, 200, 200)
    # The erasure was a change as well.
    assert second.json == {**first.json, "version": first.json["version"] + 1}
    assert len(said(client, order)) == 1


def test_event_ids_are_separate_for_each_carrier(client: Client, shipping: Shipping):
    order, fast = shipping.shipped(client)
    slow = shipping.ship(client, order, provider_id="slow").json["fulfillment"]

    first = send(client, event(order, fast), id="msg_1")
    second = send(
        client, event(order, slow), id="msg_1", secret=OTHER_SECRET, path="/carriers/slow/events"
    )

    assert (first.status, second.status) == (200, 200)
    assert second.json["id"] == slow["id"]


def test_new_awb_replaces_the_old_one(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)

    send(client, event(order, made, awb="NEW", tracking_url="https://courier.example/NEW"))

    (now,) = order_requests.get_order(client, order)["fulfillments"]
    assert (now["awb"], now["tracking_url"]) == ("NEW", "https://courier.example/NEW")
    assert said(client, order)[0]["previous_tracking"]["awb"] == made["awb"]
    listed = client.get("/orders?awb=NEW").json["orders"]
    assert [each["order_id"] for each in listed] == [order["order_id"]]


def test_closed_order_accepts_events(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    order_requests.set_status(client, order, "delivered")

    assert send(client, event(order, made, status="delivered")).status == 200
    assert status_of(client, order) == "delivered"


Headers = Callable[[bytes], dict[str, str]]


def without(name: str) -> Headers:
    return lambda body: {key: value for key, value in signed(body).items() if key != name}


def replaced(name: str, value: str) -> Headers:
    return lambda body: signed(body) | {name: value}


FORGED: dict[str, Headers] = {
    "not signed": lambda _: {"Content-Type": "application/json"},
    "no id": without("webhook-id"),
    "no time": without("webhook-timestamp"),
    "no signature": without("webhook-signature"),
    "another secret": lambda body: signed(body, secret=OTHER_SECRET),
    "another body": lambda body: signed(body + b" "),
    "another id": replaced("webhook-id", "msg_2"),
    "six minutes ago": lambda body: signed(body, ago=timedelta(minutes=6)),
    "in six minutes": lambda body: signed(body, ago=timedelta(minutes=-6)),
    "no time at all": replaced("webhook-timestamp", "soon"),
    "the end of time": replaced("webhook-timestamp", "1e30"),
    "not a number": replaced("webhook-timestamp", "nan"),
    "not a signature": replaced("webhook-signature", "v1"),
    "not base64": replaced("webhook-signature", "v1,ä"),
    "an unknown version": replaced("webhook-signature", "v9,AAAA"),
    "nothing": replaced("webhook-signature", ""),
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_event_without_a_valid_signature_is_refused(
    client: Client, shipping: Shipping, headers: Headers
):
    order, made = shipping.shipped(client)
    body = to_json(event(order, made))
    raw = {name: value.encode().decode("latin-1") for name, value in headers(body).items()}

    answer = client.send("POST", PATH, body, raw)

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == 'Webhook realm="seller-orders"'
    assert status_of(client, order) == "pending"


def test_one_valid_signature_of_several_is_enough(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    body = to_json(event(order, made))
    headers, other = (signed(body, secret=each, id="msg_1") for each in (SECRET, OTHER_SECRET))
    both = f"{other['webhook-signature']} {headers['webhook-signature']}"

    answer = client.send("POST", PATH, body, headers | {"webhook-signature": both})

    assert answer.status == 200


def test_body_that_is_not_utf8_is_refused(client: Client, shipping: Shipping):
    answer = client.send("POST", PATH, b"\xff\xfe", signed(b"{}"))

    assert (answer.status, answer.code) == (401, "unauthenticated")


@pytest.mark.parametrize("provider_id", ["fast%2F..", "a" * 300])
def test_what_is_no_provider_id_is_not_found(client: Client, shipping: Shipping, provider_id: str):
    answer = send(client, {}, path=f"/carriers/{provider_id}/events")

    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("provider_id", ["nobody", ".."])
def test_unconnected_carrier_has_no_secret(client: Client, shipping: Shipping, provider_id: str):
    answer = send(client, {}, path=f"/carriers/{provider_id}/events")

    assert (answer.status, answer.code) == (401, "unauthenticated")


def test_events_path_does_not_support_get(client: Client, shipping: Shipping):
    assert client.send("GET", PATH).status == 405


def test_foreign_fulfillment_is_not_found(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    by_hand = order_requests.create_fulfillment(client, order)
    slow = shipping.ship(
        client, order_requests.create_order(client), provider_id="slow"
    ).json  # of another order, with another carrier
    elsewhere = {**order, "domain_id": "dom_elsewhere"}

    answers = [
        send(client, event(order, by_hand)),
        send(client, event(slow["order"], slow["fulfillment"])),
        send(client, event(order, {"id": "ful_9"})),
        send(client, event({**order, "order_id": "ord_9"}, made)),
        send(client, event(elsewhere, made)),
    ]

    assert {(each.status, each.code) for each in answers} == {(404, "fulfillment_not_found")}
    details = {each.json["detail"].rpartition(" ")[0] for each in answers}
    assert details == {"The order has no fulfillment"}
    assert said(client, order) == []


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"weight": 2}, "/data/weight"),
    "pending": ({"status": "pending"}, "/data/status"),
    "cancelled": ({"status": "cancelled"}, "/data/status"),
    "no id": ({"id": "a/b"}, "/data/id"),
    "no domain": ({"domain_id": None}, "/data/domain_id"),
    "a script": ({"tracking_url": "javascript:alert(1)"}, "/data/tracking_url"),
    "an empty AWB": ({"awb": ""}, "/data/awb"),
    "no AWB": ({"awb": None}, "/data/awb"),
    "attempt 0": (
        {"status": "out_for_delivery", "failed_attempt": {"reason": "x", "number": 0}},
        "/data/failed_attempt/number",
    ),
    "no reason": (
        {"status": "out_for_delivery", "failed_attempt": {"number": 1}},
        "/data/failed_attempt/reason",
    ),
    "NUL in the reason": (
        {"status": "out_for_delivery", "failed_attempt": {"reason": "\0"}},
        "/data/failed_attempt/reason",
    ),
    "an attempt that failed and was delivered": (
        {"status": "delivered", "failed_attempt": {"reason": "x"}},
        "/data/failed_attempt",
    ),
}


@pytest.mark.parametrize(("changes", "pointer"), BAD.values(), ids=BAD)
def test_invalid_field_is_named(
    client: Client, shipping: Shipping, changes: dict[str, Any], pointer: str
):
    order, made = shipping.shipped(client)

    answer = send(client, event(order, made, **changes))

    assert answer.status == 422
    assert answer.pointers == [pointer]
    assert said(client, order) == []


def test_invalid_event_is_refused(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    good = event(order, made)

    assert send(client, []).pointers == [""]
    assert send(client, {**good, "type": "shipment.created"}).pointers == ["/type"]
    assert send(client, {**good, "timestamp": "yesterday"}).pointers == ["/timestamp"]
    body = b'{"type":'
    answer = client.send("POST", PATH, body, signed(body))
    assert (answer.status, answer.code) == (400, "malformed_json")
    body = to_json(good)
    as_text = client.send("POST", PATH, body, signed(body) | {"Content-Type": "text/plain"})
    assert as_text.status == 415


def test_large_body_is_refused(client: Client, shipping: Shipping):
    body = b" " * (1024 * 1024 + 1)

    assert client.send("POST", PATH, body, signed(body)).status == 413


def test_log_names_the_carrier_and_the_order(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    send(client, event(order, made))

    lines = [
        line
        for line in shipping.server.log.read_text().splitlines()
        if '"take_shipment_event"' in line and order["order_id"] in line
    ]

    assert len(lines) == 1
    assert '"who":"carrier:fast"' in lines[0]
    assert f'"domain_id":"{client.domain_id}"' in lines[0]


def test_signed_event_with_a_duplicate_key_is_not_stored(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    before = order_requests.get_order(client, order)
    body = to_json(event(order, made)).replace(b'"status"', b'"status": "failed", "status"')

    answer = client.with_key(None).send("POST", PATH, body, signed(body))

    assert (answer.status, answer.code) == (400, "malformed_json")
    assert order_requests.get_order(client, order) == before
