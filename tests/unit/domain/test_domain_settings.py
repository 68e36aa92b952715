"""Settings of a domain that has set nothing."""

from attrs import evolve

from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.domain_settings import SECTIONS, DomainSettings
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.payment_connection import PaymentConnection


def test_every_section_is_named():
    assert SECTIONS == (
        "transitions",
        "cancellation",
        "returns",
        "time_zone",
        "language",
        "handling",
        "numbering",
        "notifications",
        "carriers",
        "payments",
        "retention",
    )


def test_a_domain_without_settings_has_version_0():
    assert DomainSettings().version == 0


def test_settings_can_be_keys_of_a_map():
    """Although some of their sections are maps, which have no hash."""
    carriers = {"acme": CarrierConnection(url="https://acme.example")}
    main = PaymentConnection(kind="stripe", options={"account": "a"}, secrets={"key": "sk"})
    payments = {"main": main}
    texts = NotificationSettings(phrases={"about": "About"}, templates={"bulk.txt": "Hello"})
    settings = DomainSettings(carriers=carriers, payments=payments, notifications=texts)

    assert {settings: 1}[evolve(settings, carriers=dict(carriers))] == 1
    assert {main: 1}[evolve(main, options=dict(main.options))] == 1
