from pathlib import Path

import pytest

from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.settings import Settings
from tests.support.wrong_settings import problems_of

WRONG = {
    "not TOML": ("url is here: hunter2", "cannot be read: it is not valid TOML"),
    "not a table": ('fast = "hunter2"', "fast must be a table: [fast]"),
    "no provider_id": ('["a b"]', "a b is not a provider_id"),
    "no URL": ('[fast]\ntoken = "hunter2"', "fast: url must be an http or https URL"),
    "another scheme": ('[fast]\nurl = "ftp://hunter2"', "fast: url must be an http or https URL"),
    "an unknown name": ('[fast]\npassword = "hunter2"', "fast: password is not one of url, token"),
    "not a string": ("[fast]\nurl = 7", "fast: url must be a string"),
    "not a flag": (
        '[fast]\nallow_private = "hunter2"',
        "fast: allow_private must be true or false",
    ),
}
SECRETS = {
    "no base64": ("hunter2!", "fast: the secret must be base64"),
    "too short": ("whsec_aHVudGVyMg==", "fast: the secret has 7 bytes; at least 24 are required"),
}


@pytest.mark.parametrize("what", [*WRONG, *SECRETS])
def test_an_error_names_the_place_and_no_secret(tmp_path: Path, what: str):
    file = tmp_path / "carriers.toml"
    secret = '[fast]\nurl = "https://fast.example"\nsecret = "{}"'
    written = {name: (secret.format(text), reason) for name, (text, reason) in SECRETS.items()}
    text, reason = (WRONG | written)[what]
    file.write_text(text)

    problems = problems_of(CARRIERS=str(file))

    assert all(each.startswith("SELLER_ORDERS_CARRIERS: ") for each in problems)
    assert reason in " ".join(problems)
    assert "hunter2" not in " ".join(problems)


def test_a_missing_file_is_named():
    assert problems_of(CARRIERS="/nowhere.toml") == [
        "SELLER_ORDERS_CARRIERS: '/nowhere.toml' cannot be read: No such file or directory"
    ]


def test_all_problems_of_a_file_are_reported(tmp_path: Path):
    file = tmp_path / "carriers.toml"
    file.write_text('[fast]\nurl = "ftp://fast.example"\npassword = "p"\n[slow]\ntoken = 7')

    assert len(problems_of(CARRIERS=str(file))) == 4


def test_each_table_is_a_carrier(tmp_path: Path):
    file = tmp_path / "carriers.toml"
    file.write_text('[fast]\nurl = "https://fast.example"\ntoken = "t"\n[own]\nurl = "http://own"')

    carriers = Settings.of({"SELLER_ORDERS_CARRIERS": str(file)}).carriers

    assert carriers == {
        "fast": CarrierConnection(url="https://fast.example", token="t"),
        "own": CarrierConnection(url="http://own"),
    }
    assert "'t'" not in repr(carriers)
    assert Settings.of({}).carriers == {}
