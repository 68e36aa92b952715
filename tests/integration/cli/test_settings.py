import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.integration.cli.import_export import database
from tests.support.server_process import (
    COMMAND,
    Ended,
    environment,
    free_port,
    run,
    side_by_side,
    sqlite_url,
)

WRONG = [
    *(("TRANSITIONS", value) for value in ("sideways",)),
    *(("CACHE_TTL", value) for value in ("0", "9" * 5_000)),
    *(("AUTH", value) for value in ("no",)),
    # A valid name is wrong on SQLite.
    *(("SCHEMA", value) for value in ("Orders", "orders")),
]
UNUSABLE = ["orders.db", "nosuch://user:hunter2@host/db", "sqlite:////no/such/folder/o.db"]


@pytest.fixture(scope="module")
def of_wrong_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Ended]:
    url = database(tmp_path_factory.mktemp("settings"))
    return side_by_side(
        {
            (name, value): partial(run, url, "migrate", settings={name: value})
            for name, value in WRONG
        }
    )


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda text: text[:12])
def test_a_wrong_setting_is_named_in_one_line(
    of_wrong_settings: dict[tuple[str, str], Ended], name: str, value: str
):
    ended = of_wrong_settings[name, value]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: ")
    assert f"SELLER_ORDERS_{name}" in line


@pytest.fixture(scope="module")
def of_unusable_databases() -> dict[str, Ended]:
    return side_by_side({url: partial(run, url, "migrate") for url in UNUSABLE})


@pytest.mark.parametrize("url", UNUSABLE)
def test_an_unusable_database_error_has_no_password(
    of_unusable_databases: dict[str, Ended], url: str
):
    ended = of_unusable_databases[url]

    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: ")
    assert "hunter2" not in line


def test_a_file_that_is_no_database_is_not_changed(tmp_path: Path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, " * 100)

    ended = run(sqlite_url(file), "serve", "--port", str(free_port()))

    assert ended.returncode == 1
    assert len(ended.stderr.decode().splitlines()) == 1
    assert file.read_text() == "Dear reader, " * 100


def test_an_empty_variable_counts_as_unset(tmp_path: Path):
    variables = environment("", TRANSITIONS="", CACHE_TTL="", AUTH="", WEBHOOK_URL="")

    ended = subprocess.run(
        [COMMAND, "migrate"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    # The default is a file of this name in the current folder.
    assert (tmp_path / "seller-orders.db").is_file()


def test_a_wrong_port_is_explained(tmp_path: Path):
    ended = run(database(tmp_path), "serve", "--port", "65536")

    assert ended.returncode == 2
    assert b"--port" in ended.stderr


def test_a_bad_redis_url_stops_the_start(tmp_path: Path):
    settings = {"REDIS_URL": "garbage"}
    url = sqlite_url(tmp_path / "orders.db")

    ended = run(url, "serve", "--port", str(free_port()), settings=settings)

    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: SELLER_ORDERS_REDIS_URL")
