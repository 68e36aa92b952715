"""A URL that no request can be sent to is named when the command starts."""

import pytest

from seller_orders.bootstrap.url_check import ensure_urls_are_usable
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError

TOKENS = {"JWT_ISSUER": "https://id.example/", "JWT_AUDIENCE": "seller-orders"}
NEEDED = {
    "JWT_JWKS": TOKENS,
    "WEBHOOK_URL": {"WEBHOOK_SECRET": "whsec_" + "c2VjcmV0" * 4},
    "INVENTORY_URL": {},
    "NOTIFICATIONS_URL": {},
    "ORCHESTRATOR_URL": {},
    "CORE_URL": {},
}


def settings(**variables: str) -> Settings:
    return Settings.of({f"SELLER_ORDERS_{name}": value for name, value in variables.items()})


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("host", ["\u2603.example", "\u00e4" * 70 + ".example", "a:99999"])
def test_an_error_names_the_variable_and_the_rule(name: str, host: str):
    given = {name: f"https://me:hunter2@{host}/x", **NEEDED[name]}

    with pytest.raises(SettingsError) as error:
        ensure_urls_are_usable(settings(**given))

    assert str(error.value).startswith(f"SELLER_ORDERS_{name}: ")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("host", ["b\u00fccher.example", "xn--bcher-kva.example", "[::1]:8080"])
def test_international_names_and_addresses_are_usable(host: str):
    ensure_urls_are_usable(settings(INVENTORY_URL=f"http://{host}/x"))


def test_a_file_of_keys_is_no_url():
    ensure_urls_are_usable(settings(JWT_JWKS="keys/\u2603.json", **TOKENS))
