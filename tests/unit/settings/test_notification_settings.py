from pathlib import Path

import pytest

from seller_orders.settings import Settings
from seller_orders.settings.notifications import FolderSettings, SmsSettings, SmtpSettings
from tests.support.wrong_settings import problems_of

WRONG = {
    "another scheme": ("SMTP_URL", "http://me:hunter2@mail.example"),
    "no host": ("SMTP_URL", "smtp://"),
    "no folder": ("SMTP_URL", "file://"),
    "a port that is none": ("SMTP_URL", "smtp://me:hunter2@mail.example:port"),
    "neither on nor off": ("SMTP_URL", "smtp://me:hunter2@mail.example?starttls=maybe"),
    "another question": ("SMTP_URL", "smtp://me:hunter2@mail.example?tls=off"),
    "no account": ("SMS_URL", "https://sms.example"),
    "no token": ("SMS_URL", "https://AC1@sms.example"),
    "no web address": ("SMS_URL", "smpp://AC1:hunter2@sms.example"),
    "no such folder": ("HOUSE_STYLES", "/nowhere/at/all"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_error_names_the_setting_and_no_password(what: str):
    name, value = WRONG[what]

    [problem] = problems_of(**{name: value})

    assert problem.startswith(f"SELLER_ORDERS_{name}: ")
    assert "hunter2" not in problem


def smtp(url: str) -> SmtpSettings:
    mail = Settings.of({"SELLER_ORDERS_SMTP_URL": url}).mail
    assert isinstance(mail, SmtpSettings)
    return mail


def test_a_mail_server_has_the_usual_defaults():
    assert smtp("smtp://mail.example") == SmtpSettings(
        host="mail.example",
        port=587,
        security="starttls",
        user=None,
        password=None,
        sender="orders@mail.example",
    )
    assert smtp("smtp://a%40b.example:p%2Fw@mail.example:25") == SmtpSettings(
        host="mail.example",
        port=25,
        security="starttls",
        user="a@b.example",
        password="p/w",
        sender="a@b.example",
    )


@pytest.mark.parametrize(
    ("url", "security"),
    [
        ("smtps://mail.example", "tls"),
        ("smtp://mail.example?starttls=off", "none"),
        ("smtp://localhost", "starttls_if_offered"),
        ("smtp://127.0.0.1:2525", "starttls_if_offered"),
        ("smtp://[::1]:2525", "starttls_if_offered"),
        ("smtp://localhost?starttls=on", "starttls"),
    ],
)
def test_mail_is_encrypted_by_default_beyond_loopback(url: str, security: str):
    assert smtp(url).security == security


def test_a_folder_can_replace_both_providers():
    folder = Path("/tmp/my mails")
    url = "file:///tmp/my%20mails"
    settings = Settings.of(
        {"SELLER_ORDERS_SMTP_URL": f"{url}?from=a@b.example", "SELLER_ORDERS_SMS_URL": url}
    )

    assert settings.mail == FolderSettings(folder=folder, sender="a@b.example")
    assert settings.sms == FolderSettings(folder=folder, sender=None)


def test_a_text_message_provider_has_an_account():
    url = "https://AC1:t%3Ak@api.sms.example/base/?from=%2B15005550006"

    assert Settings.of({"SELLER_ORDERS_SMS_URL": url}).sms == SmsSettings(
        url="https://api.sms.example/base", account="AC1", token="t:k", sender="+15005550006"
    )


def test_the_repr_of_settings_has_no_password():
    settings = Settings.of(
        {
            "SELLER_ORDERS_SMTP_URL": "smtp://me:hunter2@mail.example",
            "SELLER_ORDERS_SMS_URL": "https://AC1:hunter2@sms.example",
        }
    )

    assert "hunter2" not in repr(settings)
