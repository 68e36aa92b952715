from functools import partial

import pytest

from tests.integration.cli.import_export import database
from tests.support.server_process import Ended, free_port, run, side_by_side

TOKENS = {"JWT_ISSUER": "https://id.example.com", "JWT_AUDIENCE": "orders", "JWT_JWKS": "keys.json"}
WRONG = {
    "no audience and no keys": ({"JWT_ISSUER": "https://id.example.com"}, "JWT_AUDIENCE"),
    "no keys": (TOKENS | {"JWT_JWKS": ""}, "JWT_JWKS"),
    "an unknown algorithm": (TOKENS | {"JWT_ALGORITHMS": "RS256,none"}, "JWT_ALGORITHMS"),
    "no algorithm": (TOKENS | {"JWT_ALGORITHMS": ","}, "JWT_ALGORITHMS"),
    "no rate": ({"RATE_LIMIT": "many"}, "RATE_LIMIT"),
    "a rate of nothing": ({"RATE_LIMIT": "0/second"}, "RATE_LIMIT"),
}


@pytest.fixture(scope="module")
def of_wrong_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    url = database(tmp_path_factory.mktemp("access"))
    return side_by_side(
        {
            what: partial(run, url, "serve", "--port", str(free_port()), settings=given)
            for what, (given, _) in WRONG.items()
        }
    )


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_setting_is_named_in_one_line(of_wrong_settings: dict[str, Ended], what: str):
    ended = of_wrong_settings[what]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: ")
    assert f"SELLER_ORDERS_{WRONG[what][1]}" in line
