from functools import partial

import pytest

from seller_orders.settings import Settings
from seller_orders.settings.external_services import ExternalServiceSettings
from tests.integration.cli.import_export import database
from tests.support.server_process import Ended, run, side_by_side

WRONG = {
    "no web address": ({"INVENTORY_URL": "ftp://stock.example"}, "INVENTORY_URL"),
    "a token for nobody": ({"NOTIFICATIONS_TOKEN": "hunter2"}, "NOTIFICATIONS_TOKEN"),
    "a token of two lines": (
        {"INVENTORY_URL": "http://stock.example", "INVENTORY_TOKEN": "hunter2\nX: y"},
        "INVENTORY_TOKEN",
    ),
    "two ways to tell": (
        {"NOTIFICATIONS_URL": "http://tell.example", "SMTP_URL": "smtp://me:hunter2@m.example"},
        "NOTIFICATIONS_URL takes the place of SELLER_ORDERS_SMTP_URL",
    ),
}


@pytest.fixture(scope="module")
def of_wrong_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    url = database(tmp_path_factory.mktemp("remote"))
    return side_by_side(
        {
            what: partial(run, url, "migrate", settings=settings)
            for what, (settings, _) in WRONG.items()
        }
    )


@pytest.mark.parametrize("what", WRONG)
def test_an_error_names_the_setting_and_no_secret(of_wrong_settings: dict[str, Ended], what: str):
    ended = of_wrong_settings[what]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith(f"Error: SELLER_ORDERS_{WRONG[what][1]}")
    assert "hunter2" not in line


def test_a_service_is_read_with_its_token():
    read = Settings.of(
        {
            "SELLER_ORDERS_INVENTORY_URL": "https://stock.example/api/",
            "SELLER_ORDERS_INVENTORY_TOKEN": "hunter2",
        }
    )

    assert read.inventory == ExternalServiceSettings(
        url="https://stock.example/api", token="hunter2"
    )
    assert read.notifications is None
    assert "hunter2" not in repr(read)
