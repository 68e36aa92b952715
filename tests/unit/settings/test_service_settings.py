import pytest

from seller_orders.settings import ExternalServiceSettings, Settings
from tests.support.wrong_settings import problems_of

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


@pytest.mark.parametrize("what", WRONG)
def test_an_error_names_the_setting_and_no_secret(what: str):
    settings, said = WRONG[what]

    [problem] = problems_of(**settings)

    assert problem.startswith(f"SELLER_ORDERS_{said}")
    assert "hunter2" not in problem


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
