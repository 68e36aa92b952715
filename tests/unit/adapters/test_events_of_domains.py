"""A carrier's event is signed with the secret of the domain that it names."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest
from attrs import define, evolve, field, frozen
from flask.testing import FlaskClient
from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.inbound.http.api import carrier_webhook
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.http.protection import carrier_event_keys
from seller_orders.adapters.inbound.http.protection.carrier_event_keys import EventKeys
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import fulfillment, order
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.use_case_world import World

SHARED, MINE, THEIRS = (f"whsec_{letter * 32}" for letter in "abc")
URL: Final = "https://bridge.example"
DOMAINS = ("plain", "other", "mine", "theirs", "silent")


def connected(secret: str | None) -> CarrierConnection:
    return CarrierConnection(url=URL, secret=secret)


INSTALLATION = {"fast": connected(SHARED), "mute": connected(None)}


@define
class SettingsByDomain:
    """Settings of domains, which count their reads."""

    of_domain: dict[str, dict[str, CarrierConnection]] = field(
        factory=lambda: {
            "mine": {"fast": connected(MINE), "bike": connected(MINE)},
            "theirs": {"fast": connected(THEIRS)},
            "silent": {"fast": connected(None)},
        }
    )
    reads: int = 0

    def of(self, domain_id: str) -> DomainSettings:
        self.reads += 1
        return DomainSettings(carriers=self.of_domain.get(domain_id, INSTALLATION))


@frozen
class Events:
    """An app with an order in each domain, whose parcels ``fast`` and ``bike`` ship."""

    settings: SettingsByDomain
    world: World
    client: FlaskClient

    def send(self, domain_id: str, secret: str, provider_id: str = "fast", **more: Any) -> Any:
        return self.post(provider_id, event(domain_id, provider_id, **more), secret)

    def post(self, provider_id: str, body: bytes, secret: str) -> Any:
        id, at = uuid4().hex, datetime.now(UTC)
        answer = self.client.post(
            f"/carriers/{provider_id}/events",
            data=body,
            headers={
                "Content-Type": "application/json",
                "webhook-id": id,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": Webhook(secret).sign(id, at, body.decode()),
            },
        )
        return answer.status_code

    def status(self, domain_id: str, provider_id: str = "fast") -> str:
        found = self.world.store.committed.orders[domain_id, "ord_1"]
        parcel = found.fulfillment(f"ful_{provider_id}")
        assert parcel is not None
        return str(parcel.status)


def event(domain_id: str, provider_id: str = "fast", **more: Any) -> bytes:
    data = {"id": f"ful_{provider_id}", "order_id": "ord_1", "status": "in_transit"}
    document = {
        "type": "shipment.updated",
        "timestamp": "2026-11-26T09:30:00Z",
        "data": {**data, "domain_id": domain_id, **more},
    }
    return json.dumps(document).encode()


def shipped(domain_id: str) -> Order:
    parcels = fulfillment(id="ful_fast", pasta=1), fulfillment(id="ful_bike", soup=1)
    carried = (
        evolve(each, shipment=evolve(each.shipment, provider_id=each.id.removeprefix("ful_")))
        for each in parcels
    )
    return order(domain_id=domain_id, fulfillments=tuple(carried))


@pytest.fixture
def events() -> Events:
    settings, world = SettingsByDomain(), World()
    for domain_id in DOMAINS:
        with world.store.begin(domain_id) as tx:
            tx.orders.add(shipped(domain_id))
            tx.commit()
    return Events(settings, world, client_of(world, settings))


def client_of(world: World, settings: SettingsByDomain) -> FlaskClient:
    operations: Any = world
    context = AppContext(operations, None, event_keys=EventKeys(INSTALLATION, settings))
    return with_buffered_bodies(create_app(context, lambda: True)).test_client()


SECRETS = {"plain": SHARED, "other": SHARED, "mine": MINE, "theirs": THEIRS, "silent": None}


@pytest.mark.parametrize("secret", [SHARED, MINE, THEIRS], ids=["shared", "mine", "theirs"])
@pytest.mark.parametrize("domain_id", DOMAINS)
def test_a_secret_reports_shipments_of_its_domains_alone(
    events: Events, domain_id: str, secret: str
):
    is_right = SECRETS[domain_id] == secret

    assert events.send(domain_id, secret) == (200 if is_right else 401)
    assert events.status(domain_id) == ("in_transit" if is_right else "pending")


def test_a_carrier_may_be_connected_by_one_domain_alone(events: Events):
    assert events.send("mine", MINE, "bike") == 200
    assert events.status("mine", "bike") == "in_transit"
    assert events.send("theirs", THEIRS, "bike") == 401
    assert events.send("plain", SHARED, "bike") == 401
    assert events.send("plain", SHARED, "nobody") == 401


def test_a_carrier_without_a_secret_sends_no_events(events: Events):
    assert events.send("plain", SHARED, "mute") == 401


def test_an_event_cannot_name_two_domains(events: Events):
    first, second = json.loads(event("theirs"))["data"], json.loads(event("mine"))["data"]
    twice = b'{"type": "shipment.updated", "timestamp": "2026-11-26T09:30:00Z", %s}' % b", ".join(
        b'"data": %s' % json.dumps(each).encode() for each in (first, second)
    )

    assert events.post("fast", twice, THEIRS) == 401
    assert events.status("theirs") == events.status("mine") == "pending"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"data": 1}', b'{"data": {"domain_id": "a/b"}}'])
def test_an_event_without_a_domain_is_of_the_installation(events: Events, body: bytes):
    """Its sender learns what is wrong with it."""
    assert events.post("fast", body, MINE) == 401
    assert events.post("fast", body, SHARED) in {400, 422}
    assert events.settings.reads == 0


def test_a_new_secret_is_followed(events: Events):
    assert events.send("mine", MINE) == 200

    events.settings.of_domain["mine"] = {"fast": connected(THEIRS)}

    assert events.send("mine", MINE) == 401
    assert events.send("mine", THEIRS, status="delivered") == 200
    assert events.status("mine") == "delivered"


def test_unverified_names_read_few_settings(events: Events, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrier_event_keys, "monotonic", lambda: 0.0)
    events = evolve(events, client=client_of(events.world, events.settings))
    assert events.send("mine", MINE) == 200

    answers = [events.send(f"madeup{number}", MINE) for number in range(50)]

    assert answers == [401] * 19 + [429] * 31
    assert events.settings.reads == 20
    # Known domains, and events that the installation's key has signed, are not affected.
    assert events.send("mine", MINE, status="delivered") == 200
    assert events.send("plain", SHARED) == 200
    assert events.send("theirs", THEIRS) == 429
    monkeypatch.setattr(carrier_event_keys, "monotonic", lambda: 0.05)
    assert events.send("theirs", THEIRS) == 200


def test_a_large_body_is_no_event(events: Events):
    padded = event("plain") + b" " * carrier_webhook._MAX_EVENT_BYTES

    assert events.post("fast", padded, SHARED) == 413
