"""Notifications are written with the settings of their domain."""

from pathlib import Path
from typing import Any

import pytest

from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.cancellation_rules import CancellationRules
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.order import Order
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import change, order
from tests.support.use_case_world import installed

FRAUD = "We are sorry: we could not verify the order."


class SettingsByDomain:
    """Settings of two domains, which tests replace."""

    def __init__(self, **of_domain: DomainSettings) -> None:
        self.of_domain = of_domain

    def of(self, domain_id: str) -> DomainSettings:
        return self.of_domain.get(domain_id, DomainSettings())


def shipped(language: str | None = None, **fields: Any) -> Notification:
    before = order(customer=Customer(name="Ana", language=language), **fields)
    return written(before.move_to("shipped", change()), Template.STATUS_CHANGE)  # type: ignore[arg-type]


def cancelled(reason: str) -> Notification:
    terms = CancellationTerms(
        reason=CancelReason(reason), details="secret", refund=None, restock=False
    )
    return written(order().cancel(terms, "rfd_1", change()), Template.CANCELLATION)


def written(after: Order, template: Template) -> Notification:
    entry = after.change_of(after.version)
    assert entry is not None
    return Notification(message_id="m", template=template, order=after, change=entry)


def own(language: str | None = None, **fields: Any) -> DomainSettings:
    return DomainSettings(language=language, notifications=NotificationSettings(**fields))


def composer(folder: Path | None = None, /, **of_domain: DomainSettings) -> Any:
    return JinjaNotificationComposer(folder, SettingsByDomain(**of_domain))


@pytest.mark.parametrize("reason", CancelReason)
def test_customers_are_told_the_reasons_that_settings_name(reason: CancelReason):
    told = CancellationRules(customer_reasons=frozenset({CancelReason.FRAUD}))
    mail = JinjaNotificationComposer(settings=installed(cancellation=told)).email(cancelled(reason))

    assert (FRAUD in mail.text) is (reason is CancelReason.FRAUD)
    assert "secret" not in mail.text
    assert "out of stock" not in mail.text
    assert "as you asked" not in mail.text


def test_settings_are_those_at_the_time_of_sending():
    settings = SettingsByDomain()
    writer = JinjaNotificationComposer(settings=settings)

    assert FRAUD not in writer.email(cancelled("fraud")).text
    told = CancellationRules(customer_reasons=frozenset({CancelReason.FRAUD}))
    settings.of_domain["dom_1"] = DomainSettings(cancellation=told)
    assert FRAUD in writer.email(cancelled("fraud")).text


@pytest.mark.parametrize(
    ("domain", "customer", "subject"),
    [
        ("de", None, "Ihre Bestellung"),
        ("de-CH", None, "Ihre Bestellung"),
        ("de", "fr", "Votre commande"),
        ("de", "hi", "Ihre Bestellung"),
        (None, None, "Su pedido"),
        ("hi", None, "Su pedido"),
    ],
)
def test_notifications_are_in_the_domains_language(
    tmp_path: Path, domain: str | None, customer: str | None, subject: str
):
    (tmp_path / "style.toml").write_text('language = "es"')
    writer = composer(tmp_path, dom_1=own(domain))

    assert subject in writer.email(shipped(customer)).subject
    assert "Su pedido" in writer.email(shipped(domain_id="dom_2")).subject


def test_senders_of_a_domain_replace_those_of_files(tmp_path: Path):
    (tmp_path / "style.toml").write_text('name = "All"\nmail_from = "all@example.com"')
    writer = composer(tmp_path, dom_1=own(shop_name="Mine", sms_from="MINE"))
    mine, other = writer.email(shipped()), writer.email(shipped(domain_id="dom_2"))

    assert (mine.sender_name, mine.sender) == ("Mine", "all@example.com")
    assert (other.sender_name, other.sender) == ("All", "all@example.com")
    assert writer.sms(shipped()).sender == "MINE"


def test_phrases_of_a_domain_replace_those_of_files(tmp_path: Path):
    (tmp_path / "phrases.toml").write_text('"status.shipped" = "All: %(number)s"')
    phrases = {"status.shipped": "Mine: %(number)s"}
    writer = composer(tmp_path, dom_1=own("de", phrases=phrases), dom_2=own("de"))

    assert writer.email(shipped()).subject == "Mine: 1001"
    assert writer.email(shipped("de")).subject == "Mine: 1001"
    assert writer.email(shipped("en")).subject == "Your order 1001 is on its way"
    # The files' phrases are English, but the domain is German.
    assert writer.email(shipped(domain_id="dom_2")).subject.startswith("Ihre Bestellung")
    assert writer.email(shipped(domain_id="dom_3")).subject == "All: 1001"


def test_templates_of_a_domain_replace_those_of_files(tmp_path: Path):
    (tmp_path / "status_change.sms").write_text("all {{ number }}")
    mine = {"status_change.sms": "{% include 'mine.sms' %}", "mine.sms": "mine {{ number }}"}
    writer = composer(tmp_path, dom_1=own(templates=mine))

    assert writer.sms(shipped()).text == "mine 1001"
    assert writer.sms(shipped(domain_id="dom_2")).text == "all 1001"


@pytest.mark.parametrize("target", ["dom_2/status_change.sms", "style.toml", "dom_2/../x.sms"])
@pytest.mark.parametrize("form", ["{% include 'T' %}", "{% extends 'T' %}", "{% include ['T'] %}"])
def test_a_template_cannot_read_another_domains_files(tmp_path: Path, target: str, form: str):
    other = tmp_path / "dom_2"
    other.mkdir()
    for file in (other / "status_change.sms", tmp_path / "style.toml", tmp_path / "x.sms"):
        file.write_text('name = "theirs"')
    writer = composer(
        tmp_path, dom_1=own(templates={"status_change.sms": form.replace("T", target)})
    )

    with pytest.raises(DeliveryError, match=r"status_change\.sms is invalid: Template"):
        writer.sms(shipped())


@pytest.mark.parametrize(
    "template",
    [
        "{{ number.__class__.__mro__ }}",
        "{{ customer.undefined.more }}",
        "{{ lines.append(1) }}",
        "{{ say('no.such.phrase') }}",
        "{{ customer + 1 }}",
        "{% for %}",
    ],
)
def test_a_broken_template_is_reported_without_personal_data(template: str):
    writer = composer(dom_1=own(templates={"status_change.sms": template}))

    with pytest.raises(DeliveryError) as raised:
        writer.sms(shipped())

    assert "status_change.sms is invalid" in str(raised.value)
    assert "Ana" not in str(raised.value)


@pytest.mark.parametrize("phrase", ["%(customer)s", "%(number)d", "%"])
def test_a_broken_phrase_is_reported_without_personal_data(phrase: str):
    writer = composer(dom_1=own(phrases={"status.shipped": phrase}))

    with pytest.raises(DeliveryError, match=r"phrase status\.shipped is invalid") as raised:
        writer.email(shipped())

    assert "1001" not in str(raised.value)


def test_a_bad_sender_is_reported_without_the_address():
    writer = composer(dom_1=own(mail_from="no address"))

    with pytest.raises(DeliveryError, match="mail_from is not an e-mail address"):
        writer.email(shipped())
