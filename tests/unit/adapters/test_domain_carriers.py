"""Each domain has the carriers that its settings connect."""

import gc
import json
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import define, evolve, frozen

from seller_orders.adapters.outbound.carriers import domain_carriers
from seller_orders.adapters.outbound.carriers.domain_carriers import ConnectedCarriers
from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.testing.sample_order import fulfillment, order

SHARED = CarrierConnection(url="http://shared.example")
OWN = CarrierConnection(url="http://own.example", secret="s")


@frozen(eq=False)
class Client:
    """Client of a connection, by identity."""

    connection: CarrierConnection


@define
class Settings:
    """Carriers of some domains; the others have the installation's."""

    installation: Mapping[str, CarrierConnection]
    of_domain: dict[str, Mapping[str, CarrierConnection]]

    def of(self, domain_id: str) -> DomainSettings:
        return DomainSettings(carriers=self.of_domain.get(domain_id, self.installation))


def carriers(settings: Settings, others: Any = None) -> ConnectedCarriers:
    connect: Any = Client
    return ConnectedCarriers(settings, settings.installation, others or {}, connect)


def test_domains_without_carriers_share_the_installations():
    found = carriers(Settings({"swift": SHARED}, {"mine": {"swift": OWN}}))

    assert found.of("dom_1").get("swift") is found.of("dom_2").get("swift") is not None
    assert found.of("mine").get("swift") is not found.of("dom_1").get("swift")
    assert found.of("dom_1").get("slow") is None


@pytest.mark.parametrize("own", [{}, {"bike": OWN}])
def test_carriers_of_a_domain_replace_all_of_the_installation(own: dict[str, Any]):
    found = carriers(Settings({"swift": SHARED}, {"mine": own}))

    assert found.of("mine").get("swift") is None
    assert (found.of("mine").get("bike") is None) is (not own)


def test_embedded_carriers_serve_domains_that_connect_none():
    embedded: Any = Client(SHARED)
    found = carriers(Settings({}, {"mine": {"bike": OWN}}), {"swift": embedded})

    assert found.of("dom_1").get("swift") is embedded
    assert found.of("mine").get("swift") is None


def test_a_carrier_is_kept_while_its_connection_is_the_same():
    settings = Settings({}, {"mine": {"bike": OWN, "swift": SHARED}})
    found = carriers(settings)
    bike, swift = (found.of("mine").get(name) for name in ("bike", "swift"))

    settings.of_domain["mine"] = {"bike": evolve(OWN, token="new"), "swift": evolve(SHARED)}

    assert found.of("mine").get("swift") is swift
    assert found.of("mine").get("bike") is not bike
    settings.of_domain["mine"] = {"swift": SHARED}
    assert found.of("mine").get("bike") is None


def test_the_number_of_remembered_domains_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(domain_carriers, "_MAX_DOMAINS", 2)
    found = carriers(Settings({}, {name: {"bike": OWN} for name in "abc"}))
    first = {name: found.of(name).get("bike") for name in "ab"}
    assert found.of("a").get("bike") is first["a"]

    found.of("c")

    assert found.of("a").get("bike") is first["a"]
    assert found.of("b").get("bike") is not first["b"]


def answered(listener: socket.socket) -> bytes:
    """Answer one request with a shipment, and return what comes after it."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(30)
        connection.recv(65536)
        shipment = {"id": "ful_1", "status": "in_transit", "awb": "A", "tracking_url": None}
        body = json.dumps(shipment).encode()
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        return connection.recv(1)


def test_a_connection_is_closed_when_settings_replace_it():
    booking = Booking(order(), fulfillment(id="ful_1", pasta=1))
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        settings = Settings({}, {"mine": {"bike": CarrierConnection(url=url, allow_private=True)}})
        found = connected_carriers(settings, {})
        after = pool.submit(answered, listener)
        bike = found.of("mine").get("bike")
        assert bike is not None
        assert bike.track(booking) is not None
        assert not after.done()

        settings.of_domain["mine"] = {"bike": OWN}
        found.of("mine")
        del bike
        gc.collect()

        assert after.result(30) == b""
