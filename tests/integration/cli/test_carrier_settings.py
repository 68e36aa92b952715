from functools import partial
from pathlib import Path

import pytest

from seller_orders.settings import Settings
from seller_orders.settings.carriers import CarrierSettings
from tests.integration.cli.import_export import database
from tests.support.server_process import Ended, free_port, run, side_by_side

WRONG = {
    "not TOML": ("url is here: hunter2", "cannot be read: it is not valid TOML"),
    "not a table": ('fast = "hunter2"', "fast must be a table: [fast]"),
    "no provider_id": ('["a b"]', "a b is not a provider_id"),
    "no URL": ('[fast]\ntoken = "hunter2"', "fast: url must be an http or https URL"),
    "another scheme": ('[fast]\nurl = "ftp://hunter2"', "fast: url must be an http or https URL"),
    "an unknown name": ('[fast]\npassword = "hunter2"', "fast: password is not one of url, token"),
    "not a text": ("[fast]\nurl = 7", "fast: url must be of type str"),
    "not a flag": ('[fast]\nallow_private = "hunter2"', "fast: allow_private must be of type bool"),
}
SECRETS = {
    "no base64": ("hunter2!", "fast: the secret must be base64"),
    "too short": ("whsec_aHVudGVyMg==", "fast: the secret has 7 bytes; at least 24 are required"),
}


@pytest.fixture(scope="module")
def of_wrong_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    folder = tmp_path_factory.mktemp("carriers")
    url = database(folder)
    calls = {}
    secret = '[fast]\nurl = "https://fast.example"\nsecret = "{}"'
    for number, (what, text) in enumerate(
        {what: text for what, (text, _) in WRONG.items()}.items()
    ):
        file = folder / f"{number}.toml"
        file.write_text(text)
        calls[what] = partial(run, url, "migrate", settings={"CARRIERS": str(file)})
    for what, (text, _) in SECRETS.items():
        file = folder / f"{what}.toml"
        file.write_text(secret.format(text))
        serve = partial(run, url, "serve", "--port", str(free_port()))
        calls[what] = partial(serve, settings={"CARRIERS": str(file)})
    calls["nowhere"] = partial(run, url, "migrate", settings={"CARRIERS": "/nowhere.toml"})
    return side_by_side(calls)


@pytest.mark.parametrize("what", [*WRONG, *SECRETS, "nowhere"])
def test_an_error_names_the_place_and_no_secret(of_wrong_files: dict[str, Ended], what: str):
    ended = of_wrong_files[what]
    _, reason = (WRONG | SECRETS | {"nowhere": ("", "cannot be read: No such file")})[what]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: SELLER_ORDERS_CARRIERS: ")
    assert reason in line
    assert "hunter2" not in line


def test_each_table_is_a_carrier(tmp_path: Path):
    file = tmp_path / "carriers.toml"
    file.write_text('[fast]\nurl = "https://fast.example"\ntoken = "t"\n[own]\nurl = "http://own"')

    carriers = Settings.of({"SELLER_ORDERS_CARRIERS": str(file)}).carriers

    assert carriers == {
        "fast": CarrierSettings(url="https://fast.example", token="t"),
        "own": CarrierSettings(url="http://own"),
    }
    assert "'t'" not in repr(carriers)
    assert Settings.of({}).carriers == {}
