import json
from pathlib import Path

import pytest

from tests.integration.cli.import_export import DOMAIN, database
from tests.support.server_process import run, succeed

OF_DOMAIN = ("--domain", DOMAIN)
HANDLING = {"business_days": 2, "cut_off": "14:00"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return database(tmp_path_factory.mktemp("settings"))


def test_settings_are_set_and_shown(url: str, tmp_path: Path):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"handling": HANDLING, "language": "fr"}))
    changed = json.loads(succeed(url, "settings", "set", *OF_DOMAIN, str(file)))
    assert (changed["version"], changed["updated_by"]) == (1, "cli")

    each = ("language=null", "transitions=forward", 'numbering={"prefix": "A-"}')
    sections = json.loads(succeed(url, "settings", "set", *OF_DOMAIN, *each))
    assert sections["sources"]["language"] == "installation"
    assert sections["handling"]["cut_off"] == "14:00"

    own = succeed(url, "settings", "get", *OF_DOMAIN, "--own")
    assert json.loads(own) == {
        name: sections[name] for name in ("transitions", "handling", "numbering")
    }
    file.write_bytes(own)
    again = json.loads(succeed(url, "settings", "set", *OF_DOMAIN, str(file)))
    assert again == sections


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("time_zone=Mars", "/time_zone: It must be an IANA time zone"),
        ("colour=red", "colour=red is no SECTION=VALUE"),
        ("nosuch.json", "nosuch.json cannot be read: No such file"),
    ],
)
def test_wrong_settings_are_explained(url: str, given: str, said: str):
    ended = run(url, "settings", "set", *OF_DOMAIN, "--dry-run", given)

    assert ended.returncode != 0
    assert said in ended.stderr.decode()
