"""A domain's sender, language, phrases and templates."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.integration.notifications.conftest import Installation
from tests.integration.notifications.test_mails import read
from tests.integration.notifications.waiting import settled, why_not_yet
from tests.integration.webhook.receiver import Delivery
from tests.support import order_requests
from tests.support.http_client import Client

SPICE_ROUTE = """
name = "Spice Route"
language = "de"
mail_from = "bestellungen@spice.example"
sms_from = "SpiceRoute"
"""


def styled(installation: Installation, client: Client, **files: str) -> Path:
    """Write branding files of the client's domain; ``style`` is style.toml."""
    folder = installation.styles / client.domain_id
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        suffix = "" if "." in name else ".toml"
        (folder / f"{name}{suffix}").write_text(content)
    return folder


def shipped(client: Client, **changes: Any) -> dict[str, Any]:
    order = order_requests.create_order(client, order_number="1001", **changes)
    return order_requests.set_status_and_notify(client, order)


def message(delivery: Delivery) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(delivery.body.decode()).items()}


def test_a_shop_without_an_address_names_itself(client: Client, installation: Installation):
    styled(installation, client, style='name = "Spice Route"')
    shipped(client)
    (mail,) = installation.mail.wait_for(1)

    assert mail["From"] == "Spice Route <orders@shop.example>"


def test_a_domain_has_its_own_sender_and_language(client: Client, installation: Installation):
    styled(installation, client, style=SPICE_ROUTE)
    shipped(client)
    (mail,) = installation.mail.wait_for(1)
    (text,) = installation.sms.wait_for_number(1)

    assert mail["From"] == "Spice Route <bestellungen@spice.example>"
    assert mail["Message-ID"].endswith(".email@spice.example>")
    assert mail["Subject"] == "Ihre Bestellung 1001 ist unterwegs"
    words, html = read(mail)
    assert "Guten Tag Anjali Patel," in words
    assert "Summe: 250,00\N{NO-BREAK SPACE}₹" in words
    assert '<html lang="de">' in html
    assert "Spice Route" in html
    assert message(text) == {
        "To": "+918765432109",
        "From": "SpiceRoute",
        "Body": "Spice Route: Ihre Bestellung 1001 ist unterwegs.",
    }

    shipped(installation.server.client())
    _, other = installation.mail.wait_for(2)
    assert other["From"] == "orders@shop.example"
    assert other["Subject"] == "Your order 1001 is on its way"


def test_a_domain_has_its_own_phrases_and_templates(client: Client, installation: Installation):
    folder = styled(installation, client, phrases='"status.shipped" = "Off it goes: %(number)s"')
    (folder / "status_change.txt").write_text("{{ headline }}, {{ customer }}!")
    shipped(client)

    (mail,) = installation.mail.wait_for(1)

    words, html = read(mail)
    assert mail["Subject"] == "Off it goes: 1001"
    assert words.strip() == "Off it goes: 1001, Anjali Patel!"
    assert "<h1" in html


def test_the_folder_itself_is_the_default_of_all_domains(
    client: Client, installation: Installation
):
    (installation.styles / "style.toml").write_text('name = "The Mall"\nlanguage = "fr"')
    try:
        styled(installation, client, style='language = "es"')
        shipped(client)
        shipped(installation.server.client())
        first, second = installation.mail.wait_for(2)
    finally:
        (installation.styles / "style.toml").unlink()

    subjects = {first["Subject"], second["Subject"]}
    assert subjects == {"Su pedido 1001 está en camino", "Votre commande 1001 est en route"}
    assert "The Mall" in read(first)[0]


WRONG = {
    "no such language": ({"style": 'language = "tlh"'}, "style.toml: language must be one of de"),
    "no such setting": ({"style": 'colour = "red"'}, "style.toml: colour is not one of"),
    "not a string": ({"style": "name = 7"}, "style.toml: name must be a string"),
    "not TOML": ({"style": "name is Spice"}, "style.toml cannot be read"),
    "no sender": ({"style": 'mail_from = "us"'}, "mail_from is not an e-mail address"),
    "a phrase that is cut off": (
        {"phrases": '"greeting" = "100 % yours, %(name"'},
        "the phrase greeting is invalid: ValueError",
    ),
    "a phrase of something else": (
        {"phrases": '"greeting" = "Dear %(title)s"'},
        "the phrase greeting is invalid: KeyError",
    ),
    "a template that is cut off": (
        {"status_change.txt": "{% if"},
        "the template status_change.txt is invalid: TemplateSyntaxError",
    ),
    "a template of something else": (
        {"status_change.txt": "{{ card_number }}"},
        "the template status_change.txt is invalid: UndefinedError",
    ),
    "a template that looks behind the scenes": (
        {"status_change.txt": "{{ lines.__class__.__base__.__subclasses__() }}"},
        "the template status_change.txt is invalid: SecurityError",
    ),
}


@pytest.mark.parametrize(("files", "reason"), WRONG.values(), ids=WRONG)
def test_an_invalid_branding_is_retried(
    client: Client, installation: Installation, files: dict[str, str], reason: str
):
    folder = styled(installation, client, **files)
    order = shipped(client, customer={"id": "c", "name": "Ann", "email": "ann@example.com"})
    assert reason in why_not_yet(client, order)

    for file in folder.iterdir():
        file.unlink()

    assert settled(client, order, 1)["email"]["state"] == "sent"
    assert len(installation.mail.mails) == 1
