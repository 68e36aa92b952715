import pytest

from seller_orders.settings import Settings, WebhookSettings
from tests.support.wrong_settings import problems_of

HOOK = "https://example.com/hook"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WRONG_WEBHOOKS = {
    "no secret": ({"URL": HOOK}, "SECRET"),
    "an empty secret": ({"URL": HOOK, "SECRET": ""}, "SECRET"),
    "a secret that is none": ({"URL": HOOK, "SECRET": "whsec_"}, "SECRET"),
    "a secret cut off": ({"URL": HOOK, "SECRET": SECRET[:-3]}, "SECRET"),
    "a secret that is not base64": ({"URL": HOOK, "SECRET": f"{SECRET}!"}, "SECRET"),
    "a secret in words": ({"URL": HOOK, "SECRET": "correct horse battery staple"}, "SECRET"),
    "a secret beyond ASCII": ({"URL": HOOK, "SECRET": f"{SECRET}é"}, "SECRET"),
    "another scheme": ({"URL": "ftp://example.com/hook", "SECRET": SECRET}, "URL"),
    "a password too": ({"URL": "ftp://me:hunter2@example.com", "SECRET": SECRET}, "URL"),
    "no scheme": ({"URL": "example.com/hook", "SECRET": SECRET}, "URL"),
    "no host": ({"URL": "https:///hook", "SECRET": SECRET}, "URL"),
    "a line break": ({"URL": "https://example.com/\nhook", "SECRET": SECRET}, "URL"),
    "neither 0 nor 1": (
        {"URL": HOOK, "SECRET": SECRET, "ALLOW_PRIVATE": "yes"},
        "ALLOW_PRIVATE",
    ),
}


@pytest.mark.parametrize("what", WRONG_WEBHOOKS)
def test_an_error_names_the_setting_and_not_the_secret(what: str):
    settings, name = WRONG_WEBHOOKS[what]

    [problem] = problems_of(**{f"WEBHOOK_{each}": value for each, value in settings.items()})

    assert f"SELLER_ORDERS_WEBHOOK_{name}" in problem
    secret = settings.get("SECRET", "").removeprefix("whsec_")
    assert not secret or secret not in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("secret", [SECRET, SECRET.removeprefix("whsec_")])
def test_a_valid_webhook_is_accepted(secret: str):
    settings = Settings.of(
        {
            "SELLER_ORDERS_WEBHOOK_URL": HOOK,
            "SELLER_ORDERS_WEBHOOK_SECRET": secret,
            "SELLER_ORDERS_WEBHOOK_ALLOW_PRIVATE": "1",
        }
    )

    assert settings.webhook == WebhookSettings(url=HOOK, secret=secret)
    assert settings.webhook_allow_private
