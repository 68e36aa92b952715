"""No text can inject headers or a body into a mail."""

import json
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import unquote
from html import escape
from typing import Final

import pytest
from aiosmtpd.smtp import Envelope

from tests.integration.notifications.conftest import Installation
from tests.integration.notifications.test_mails import read
from tests.support import order_requests

HEADERS: Final = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type"),
]

FORMS: Final = {
    "q": "=?utf-8?q?x=0D=0ABcc:_eve@example.com?=",
    "q and a body": "=?utf-8?q?x=0D=0A=0D=0APay_to_eve?=",
    "b": "=?utf-8?b?eA0KQmNjOiBldmVAZXhhbXBsZS5jb20=?=",
    "upper case": "=?UTF-8?Q?x=0D=0ABcc:_eve@example.com?=",
    "upper case b": "=?UTF-8?B?eA0KDQpQYXkgdG8gZXZl?=",
    "lone CR": "=?utf-8?q?x=0DBcc:_eve@example.com?=",
    "lone LF": "=?utf-8?q?x=0ABcc:_eve@example.com?=",
    "latin 1": "=?iso-8859-1?q?x=0D=0ABcc:_eve@example.com?=",
    "ascii": "=?us-ascii?q?x=0D=0ABcc:_eve@example.com?=",
    "utf-7": "=?utf-7?q?x+AA0ACg-Bcc:_eve@example.com?=",
    "utf-16": "=?utf-16-be?b?AHgADQAKAEIAYwBjADoAIABlAHYAZQ==?=",
    "an unknown charset": "=?klingon?q?x=0D=0ABcc:_eve@example.com?=",
    "no charset": "=??q?x=0D=0ABcc:_eve@example.com?=",
    "a language": "=?utf-8*en?q?x=0D=0ABcc:_eve@example.com?=",
    "two words": "=?utf-8?q?x=0D?= =?utf-8?q?=0ABcc:_eve@example.com?=",
    "among others": "Łukasz =?utf-8?q?=0D=0ABcc:_eve@example.com?= Müller",
    "among specials": "O'Brien, =?utf-8?q?=0D=0ABcc:_eve@example.com?= (Ltd.)",
    "stuck to others": "Ann=?utf-8?q?=0D=0ABcc:_eve@example.com?=Lee",
    "half a word": "=?utf-8?q?x=0D=0ABcc:_eve@example.com",
    "a word in a word": "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc:_eve=3F=3D?=",
    "a word of a broken word": "=?utf-8?b?eA0KQmNj*?=",
    "quotes": '" =?utf-8?q?=0D=0ABcc:_eve@example.com?= <eve@example.com>, "',
    "a second address": "Ann <eve@example.com>, Eve",
    "a group": "undisclosed: eve@example.com;",
    "folded": f"{'Ł' * 90} =?utf-8?q?=0D=0ABcc:_eve@example.com?= {'ü ' * 20}x",
    "folded in one": f"{'y' * 70}=?utf-8?q?=0D=0ABcc:_eve@example.com?={'y' * 70}",
    "folded at the end": f"{'a, ' * 40}=?utf-8?q?=0D=0A=0D=0A?=",
    "line breaks": "Ann\r\nBcc: eve@example.com\n\nPay to eve\r.\rx",
    "a dot": "Ann\r\n.\r\nMAIL FROM:<eve@example.com>\r\n",
    "other line breaks": "Ann\x0bx\x0cy\x1cz\x85Bcc: eve\u2028Bcc: eve\u2029z",
    "controls": "Ann\x01\x1b[31m\u202eeve",
    "a boundary": "--===============1234567890123456789==\r\nContent-Type: text/html",
}

NAMES: Final = {
    "letters": "Łukasz Müller",
    "a comma": "O'Brien, Ltd.",
    "quotes": 'Ann "Q" \\ Lee',
    "emoji": "José 😀 Niño",
    "another script": "山田 太郎",
    "an address": "Ann (sales) @ Shop <Berlin>; Co: 1",
    "a question": "Who? = Ann ?= Lee",
    "long": "Maria Magdalena Theresia Josepha Antonia von Habsburg " * 3 + "x",
    "long and accented": "Zoë Øster-Åkesson Ñandú Ibáñez " * 5 + "x",
}


@pytest.mark.parametrize("text", [*FORMS.values(), *NAMES.values()], ids=[*FORMS, *NAMES])
def test_no_text_injects_headers_or_a_body(installation: Installation, text: str):
    """Tries the customer's name, order number, line name, note, and shop name."""
    client = installation.server.client()
    folder = installation.styles / client.domain_id
    folder.mkdir()
    shop = json.dumps(text, ensure_ascii=False)
    (folder / "style.toml").write_text(f'name = {shop}\nmail_from = "shop@shop.example"\n')
    order = order_requests.create_order(
        client,
        customer={"id": "cus_1", "name": text, "email": "ann@example.com"},
        order_number=text,
        items=[order_requests.line_document("iid_001", text, 1, 250)],
        shipping_total=0,
        tax_total=0,
        discount_total=0,
    )
    order_requests.set_status_and_notify(client, order, "shipped", note=text)

    (mail,) = installation.mail.wait_for(1)

    (envelope,) = installation.mail.envelopes
    line = " ".join(text.split())
    assert (envelope.mail_from, envelope.rcpt_tos) == ("shop@shop.example", ["ann@example.com"])
    headers = header_fields(envelope)
    assert [name for name, _ in headers] == HEADERS
    values = dict(headers)
    assert named_address(values["From"]) == (line, "shop@shop.example")
    assert named_address(values["To"]) == (line, "ann@example.com")
    assert decoded(values["Subject"]) == f"Your order {line} is on its way"
    assert mail.keys() == HEADERS
    assert [each.defects for each in mail.walk()] == [[], [], []]
    assert_says(mail, line)


@pytest.mark.parametrize("form", ["q and a body", "folded", "line breaks"])
def test_no_text_of_a_return_injects_headers(installation: Installation, form: str):
    """Tries tracking, reason and note of a return, and the order's number and line name."""
    text = FORMS[form]
    client = installation.server.client()
    order = order_requests.create_order(
        client,
        customer={"id": "cus_1", "name": "Ann", "email": "ann@example.com"},
        order_number=text,
        items=[order_requests.line_document("iid_001", text, 1, 250)],
        shipping_total=0,
        tax_total=0,
        discount_total=0,
    )
    path = f"/orders/{order['order_id']}"
    one = {"id": "iid_001", "quantity": 1}
    client.post(f"{path}/fulfillments", {"items": [one]})
    client.patch(f"{path}/status", {"status": "shipped"})
    body = {"items": [one | {"reason": text}], "note": text, "tracking": [{"awb": text}]}
    returned = client.post(f"{path}/returns", body).json["return"]["id"]
    client.post(f"{path}/returns/{returned}/approve", {"notify_customer": True})
    receipt = {"items": [one | {"condition": "damaged"}], "notify_customer": True}
    client.post(f"{path}/returns/{returned}/receive", receipt)

    mails = installation.mail.wait_for(2)

    assert [mail.keys() for mail in mails] == [HEADERS, HEADERS]
    for envelope in installation.mail.envelopes:
        assert envelope.rcpt_tos == ["ann@example.com"]
        assert [name for name, _ in header_fields(envelope)] == HEADERS
    assert [each.defects for mail in mails for each in mail.walk()] == [[]] * 6
    for mail in mails:
        assert f"for order {' '.join(text.split())}" in str(mail["Subject"])


def test_no_phrase_injects_headers_or_a_body(installation: Installation):
    client = installation.server.client()
    folder = installation.styles / client.domain_id
    folder.mkdir()
    phrase = f"{FORMS['q']} %(number)s {FORMS['b']}\\r\\nBcc: eve@example.com"
    (folder / "phrases.toml").write_text(f'"status.shipped" = "{phrase}"')
    order_requests.set_status_and_notify(
        client, order_requests.create_order(client, order_number="1001"), "shipped"
    )

    installation.mail.wait_for(1)

    (envelope,) = installation.mail.envelopes
    values = dict(header_fields(envelope))
    assert list(values) == HEADERS
    expected = f"{FORMS['q']} 1001 {FORMS['b']} Bcc: eve@example.com"
    assert decoded(values["Subject"]) == expected


def header_fields(envelope: Envelope) -> list[tuple[str, str]]:
    """Return a received mail's header fields, without the standard library's parser."""
    content = envelope.content
    assert isinstance(content, bytes)
    head, _, _ = content.partition(b"\r\n\r\n")
    lines = head.decode("ascii").replace("\r\n ", " ").split("\r\n")
    assert all(line.isprintable() for line in lines)
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def named_address(value: str) -> tuple[str, str]:
    """Return the display name and the address of a field."""
    name, _, address = value.rpartition(" ")
    assert (address[0], address[-1]) == ("<", ">")
    return unquote(name) if name.startswith('"') else decoded(name), address[1:-1]


def decoded(value: str) -> str:
    """Return a field's text with its encoded words decoded once (RFC 2047)."""
    return str(make_header(decode_header(value)))


def assert_says(mail: EmailMessage, line: str) -> None:
    text, html = read(mail)
    lines = text.splitlines()
    for expected in (f"Hello {line},", f"  1 × {line}", line, f"Order {line}"):
        assert expected in lines
    assert f"A note for you: {line} " in " ".join(text.split())
    assert escape(f"Hello {line},", quote=False) in html.replace("&#34;", '"').replace("&#39;", "'")
