"""Every order's notifications can be written, in every language."""

import re
import tomllib
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from seller_orders.adapters.outbound.jinja.line_texts import one_line
from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.adapters.outbound.jinja.template_context import template_context
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.order import Order
from seller_orders.domain.return_disclosure import CUSTOMER_CONDITIONS
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.domain.values import Address, Customer
from seller_orders.testing import sample_order
from seller_orders.testing.strategies import optional_texts, orders

_VOID: Final = {"meta", "br"}
_TAGS: Final = {
    *("html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "span", "a", "br"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td"),
}


class Page(HTMLParser):
    """A page's tags, links, and unclosed tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, JinjaNotificationComposer]:
    """A writer of each language."""
    folders = {language: tmp_path_factory.mktemp(language) for language in LANGUAGES}
    for language, folder in folders.items():
        (folder / "style.toml").write_text(f'name = "Shop"\nlanguage = "{language}"')
    return {language: JinjaNotificationComposer(folder) for language, folder in folders.items()}


@st.composite
def notifications(draw: st.DrawFn) -> Notification:
    """Generate notifications of any order."""
    order = draw(orders())
    template = draw(st.sampled_from(Template))
    type, data = ChangeType.STATUS_CHANGED, dict[str, Any]()
    if template is Template.FULFILLMENT or (template is Template.BULK and draw(st.booleans())):
        assume(order.fulfillments)
        type = ChangeType.FULFILLMENT_CREATED
        data["fulfillment_id"] = draw(st.sampled_from(order.fulfillments)).id
    elif template is Template.CANCELLATION:
        assume(order.cancellation)
        type = ChangeType.CANCELLED
        data["refund_id"] = order.cancellation.refund_id if order.cancellation else None
        data["reason"] = order.cancellation.reason.value if order.cancellation else None
    elif template is Template.ITEMS_CANCELLED:
        type = ChangeType.ITEMS_CANCELLED
        data["reason"] = draw(st.sampled_from(CancelReason)).value
        data["refund_id"] = draw(st.sampled_from([None, *(r.id for r in order.payment.refunds)]))
        data["items"] = [{"id": line.id, "quantity": 1, "worth": 0} for line in order.lines]
    elif template is Template.REFUND:
        refunds = [each for each in order.payment.refunds if each.counted]
        assume(refunds)
        type = ChangeType.REFUND_CREATED
        data["refund_id"] = draw(st.sampled_from(refunds)).id
    elif template in {Template.DELIVERED, Template.TRACKING_CHANGED}:
        assume(order.fulfillments)
        type = ChangeType.FULFILLMENT_UPDATED
        data["fulfillment_id"] = draw(st.sampled_from(order.fulfillments)).id
        data["previous_tracking"] = {"awb": "1Z0", "tracking_url": None}
    elif template in {Template.RETURN_APPROVED, Template.RETURN_RECEIVED}:
        assume(order.returns)
        return_ = draw(st.sampled_from(order.returns))
        type = ChangeType.RETURN_UPDATED
        data["return_id"] = return_.id
        if template is Template.RETURN_RECEIVED:
            condition = draw(st.sampled_from([*CUSTOMER_CONDITIONS, "missing", "opened_box"]))
            data["items"] = [
                {"id": item.id, "quantity": item.quantity, "condition": condition}
                for item in return_.items
            ]
    change = TimelineEntry(
        id="evt_1",
        type=type,
        at=sample_order.LATER,
        by="key:1",
        version=order.version,
        to=draw(st.sampled_from(OrderStatus)),
        note=draw(optional_texts(2000)),
        data=data,
    )
    return Notification(
        message_id="evt_1.email",
        template=template,
        order=evolve(order, timeline=(change,)),
        change=change,
    )


@pytest.mark.parametrize("domain_id", ["style.toml", "..", "."])
def test_a_domain_id_may_be_a_file_name(
    writers: dict[str, JinjaNotificationComposer], domain_id: str
):
    order = sample_order.order(domain_id=domain_id)
    change = TimelineEntry(
        id="evt_1",
        type=ChangeType.STATUS_CHANGED,
        at=sample_order.LATER,
        by="key:1",
        version=2,
        to=OrderStatus.SHIPPED,
    )
    notification = Notification(
        message_id="evt_1.email", template=Template.STATUS_CHANGE, order=order, change=change
    )

    assert "1001" in writers["de"].email(notification).subject


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much])
@given(notification=notifications())
def test_every_notification_can_be_written(
    writers: dict[str, JinjaNotificationComposer], language: str, notification: Notification
):
    written = writers[language].email(notification)
    short = writers[language].sms(notification)

    page = Page(written.html)
    assert _TAGS.issuperset(page.tags)
    assert page.tags.count("h1") == 1
    assert {link for link in page.links if not link.startswith("tel:")} <= links_of(notification)
    for line in (written.subject, short.text, *short.more):
        assert line == " ".join(line.split()) != ""
    number = one_line(notification.order.number)
    assert number in written.subject
    assert number in short.text
    listed = listed_lines(notification)
    names = [each.name for each in notification.order.lines if each.id in listed]
    for name in (notification.order.customer.name, *names):
        assert one_line(name) in written.text
        assert one_line(name) in unescape(written.html)


def links_of(notification: Notification) -> set[str | None]:
    """Return the links of the parcels that a notification is about."""
    fulfillment, return_ = notification.fulfillment, notification.return_
    trackings = [*(return_.tracking if return_ else ())]
    if fulfillment:
        trackings += [fulfillment.shipment.tracking, *fulfillment.shipment.more_tracking]
    return {each.url for each in trackings}


def listed_lines(notification: Notification) -> set[str]:
    """Return the ids of the lines that a notification names at least."""
    snapshot = notification.snapshot
    if notification.fulfillment is not None:
        return set()
    if notification.return_ is not None:
        return {item.id for item in notification.return_.items}
    if notification.template is Template.REFUND:
        return {*snapshot.credited}
    if notification.template is Template.ITEMS_CANCELLED:
        return {*(snapshot.cancelled or {}), *snapshot.remaining}
    return {*snapshot.ordered}


def test_no_text_becomes_markup(tmp_path: Path):
    (tmp_path / "style.toml").write_text('name = "Shop <b>"')
    (tmp_path / "phrases.toml").write_text('"greeting" = "<i>Hello %(name)s"')
    bare = sample_order.order(number="<1001>", customer=Customer(id="cus_1", name='Ann <b>"&'))
    lines = (evolve(bare.lines[0], name="Pasta <script>"), bare.lines[1])
    notification = notification_of(evolve(bare, lines=lines), note="<a href='x'>")

    html = JinjaNotificationComposer(tmp_path).email(notification).html

    page = Page(html)
    assert _TAGS.issuperset(page.tags)
    assert page.links == []
    for said in ("Shop <b>", '<i>Hello Ann <b>"&', "<1001>", "Pasta <script>", "<a href='x'>"):
        assert said not in html
        assert said in unescape(html)


def test_all_languages_have_the_same_phrases():
    folder = files("seller_orders.adapters.outbound.jinja") / "languages"
    assert sorted(each.name for each in folder.iterdir()) == [f"{each}.toml" for each in LANGUAGES]
    phrases = {each: tomllib.loads((folder / f"{each}.toml").read_text()) for each in LANGUAGES}

    for language in LANGUAGES:
        assert placeholders(phrases[language]) == placeholders(phrases["en"])


def placeholders(phrases: dict[str, str]) -> dict[str, list[str]]:
    return {name: re.findall(r"%\(\w+\)s", phrase) for name, phrase in phrases.items()}


def test_every_status_has_a_phrase():
    for status in OrderStatus:
        moved = notification_of(sample_order.order(), to=status)
        assert JinjaNotificationComposer().email(moved).subject.startswith("Your order 1001 ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_included_tax_is_named_with_the_total(
    writers: dict[str, JinjaNotificationComposer], language: str
):
    """Of 250.00, 40.00 are tax that the prices include."""
    taxed = evolve(sample_order.order(), prices_include_tax=True, tax=sample_order.inr(40))
    untaxed = evolve(taxed, tax=sample_order.inr(0))

    written, plain = (writers[language].email(notification_of(each)) for each in (taxed, untaxed))

    for text in (written.text, written.html):
        assert "40" in text
    for text in (plain.text, plain.html):
        assert not re.search(r"\b40[.,]00", text)


@pytest.mark.parametrize("domain_id", [".", ".."])
def test_a_domain_id_cannot_leave_the_folder(tmp_path: Path, domain_id: str):
    inner = tmp_path / "styles"
    inner.mkdir()
    (tmp_path / "style.toml").write_text('language = "de"')
    order = evolve(sample_order.order(), domain_id=domain_id)

    assert "Your order" in JinjaNotificationComposer(inner).email(notification_of(order)).subject


@pytest.mark.parametrize(
    ("installation", "customer", "subject"),
    [
        ("en", "de", "Ihre Bestellung"),
        ("en", "de-CH", "Ihre Bestellung"),
        ("en", "DE-de-1996", "Ihre Bestellung"),
        ("de", "fr-CA", "Votre commande"),
        ("de", "en", "Your order"),
        ("de", "hi-IN", "Ihre Bestellung"),
        ("de", "den", "Ihre Bestellung"),
        ("de", "x-en", "Ihre Bestellung"),
        ("de", None, "Ihre Bestellung"),
        ("es", "es-419", "Su pedido"),
    ],
)
def test_a_customer_is_told_in_their_language(
    writers: dict[str, JinjaNotificationComposer],
    installation: str,
    customer: str | None,
    subject: str,
):
    named = Customer(name="Ana", language=customer)
    written = notification_of(sample_order.order(customer=named))
    mail, text = writers[installation].email(written), writers[installation].sms(written)

    assert subject in mail.subject
    assert subject in text.text
    assert f'<html lang="{LANGUAGE_OF[subject]}">' in mail.html


LANGUAGE_OF: Final = {
    "Ihre Bestellung": "de",
    "Votre commande": "fr",
    "Your order": "en",
    "Su pedido": "es",
}


def test_phrases_of_a_domain_are_in_its_own_language(tmp_path: Path):
    (tmp_path / "style.toml").write_text('language = "de"\nname = "Laden"')
    (tmp_path / "phrases.toml").write_text('"status.shipped" = "Ab geht die Post: %(number)s"')

    def subject(language: str | None) -> str:
        named = Customer(name="Ana", language=language)
        written = notification_of(sample_order.order(customer=named))
        return JinjaNotificationComposer(tmp_path).email(written).subject

    assert subject("de-AT") == subject("hi") == subject(None) == "Ab geht die Post: 1001"
    assert subject("en-GB") == "Your order 1001 is on its way"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (None, ()),
        (Address(name="Ana"), ()),
        (Address(city="Prishtina"), ("Prishtina",)),
        (Address(line1="House 5, Road 6", country_code="BD"), ("House 5, Road 6",)),
        (Address(company="Patel Foods", postal_code="400001"), ("Patel Foods", "400001")),
        (Address(state="Kerala", country="India", country_code="IN"), ("Kerala", "India")),
        (Address(country_code="XK"), ("XK",)),
    ],
)
def test_an_address_is_written_as_far_as_it_is_known(
    address: Address | None, written: tuple[str, ...]
):
    parcel = sample_order.fulfillment()
    order = evolve(sample_order.order(), shipping_address=address, fulfillments=(parcel,))
    notification = told_of(parcel, order)

    shown = template_context(notification)["parcel"].address
    mail = JinjaNotificationComposer().email(notification)

    assert shown == written
    assert ", ".join(written) in mail.text
    assert ("Delivery to" in mail.text) == bool(written)


@pytest.mark.parametrize(
    ("units", "subject"),
    [(2, "Your order {} is on its way"), (1, "Part of your order {} is on its way")],
)
def test_a_digital_line_is_missing_from_no_parcel(units: int, subject: str):
    digital = sample_order.line("recipe", 1, "50.50", requires_shipping=False)
    parcel = sample_order.fulfillment(pasta=units)
    order = sample_order.order(
        lines=(sample_order.line("pasta", 2), digital), fulfillments=(parcel,)
    )

    mail = JinjaNotificationComposer().email(told_of(parcel, order))

    assert mail.subject == subject.format(order.number)
    assert "recipe" not in mail.text.lower()


def told_of(parcel: Fulfillment, order: Order) -> Notification:
    """Return the notification of an order's new fulfillment."""
    change = TimelineEntry(
        id="evt_1",
        type=ChangeType.FULFILLMENT_CREATED,
        at=sample_order.LATER,
        by="key:1",
        version=order.version,
        data={"fulfillment_id": parcel.id},
    )
    return Notification(
        message_id="evt_1.email",
        template=Template.FULFILLMENT,
        order=evolve(order, timeline=(change,)),
        change=change,
    )


def notification_of(
    order: Order, to: OrderStatus = OrderStatus.SHIPPED, note: str | None = None
) -> Notification:
    change = TimelineEntry(
        id="evt_1",
        type=ChangeType.STATUS_CHANGED,
        at=sample_order.LATER,
        by="key:1",
        version=order.version,
        to=to,
        note=note,
    )
    return Notification(
        message_id="evt_1.email", template=Template.STATUS_CHANGE, order=order, change=change
    )
