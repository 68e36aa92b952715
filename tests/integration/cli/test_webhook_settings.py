from functools import partial
from pathlib import Path

import pytest

from tests.integration.cli.import_export import database
from tests.support.server_process import Ended, run, side_by_side

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


def migrated(url: str, settings: dict[str, str]) -> Ended:
    given = {f"WEBHOOK_{name}": value for name, value in settings.items()}
    return run(url, "migrate", settings=given)


@pytest.fixture(scope="module")
def of_wrong_webhooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    url = database(tmp_path_factory.mktemp("webhooks"))
    return side_by_side(
        {what: partial(migrated, url, settings) for what, (settings, _) in WRONG_WEBHOOKS.items()}
    )


@pytest.mark.parametrize("what", WRONG_WEBHOOKS)
def test_an_error_names_the_setting_and_not_the_secret(
    of_wrong_webhooks: dict[str, Ended], what: str
):
    ended = of_wrong_webhooks[what]
    settings, name = WRONG_WEBHOOKS[what]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: ")
    assert f"SELLER_ORDERS_WEBHOOK_{name}" in line
    secret = settings.get("SECRET", "").removeprefix("whsec_")
    assert not secret or secret not in line
    assert "hunter2" not in line


@pytest.mark.parametrize("secret", [SECRET, SECRET.removeprefix("whsec_")])
def test_a_valid_webhook_is_accepted_silently(tmp_path: Path, secret: str):
    settings = {"URL": HOOK, "SECRET": secret, "ALLOW_PRIVATE": "1"}

    ended = migrated(database(tmp_path), settings)

    assert (ended.returncode, ended.stdout) == (0, b"")
    assert ended.stderr == b"The schema is up to date.\n"


def test_a_short_secret_is_accepted_with_a_warning(tmp_path: Path):
    settings = {"URL": HOOK, "SECRET": "whsec_bm90IGVub3VnaA"}

    ended = migrated(database(tmp_path), settings)

    assert ended.returncode == 0
    assert b"10 bytes" in ended.stderr
    assert b"bm90" not in ended.stderr
