import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.support.server_process import (
    Ended,
    environment,
    free_port,
    run,
    side_by_side,
    sqlite_url,
)
from tests.support.waiting import WITHIN_S

SHORT_SECRET = {"WEBHOOK_URL": "https://example.com/hook", "WEBHOOK_SECRET": "whsec_bm90IGVub3VnaA"}
UNUSABLE = ["orders.db", "nosuch://user:hunter2@host/db", "sqlite:////no/such/folder/o.db"]


def test_each_problem_of_the_settings_has_a_line(tmp_path: Path):
    settings = {"CACHE_TTL": "0", "AUTHZ": "off", "SMTP_URL": "smtp://"}

    ended = run(sqlite_url(tmp_path / "orders.db"), "migrate", settings=settings)

    assert (ended.returncode, ended.stdout) == (1, b"")
    lines = ended.stderr.decode().splitlines()
    assert [line.split()[1].strip(":") for line in lines] == [
        f"SELLER_ORDERS_{name}" for name in ("AUTHZ", "CACHE_TTL", "SMTP_URL")
    ]
    assert all(line.startswith("Error: SELLER_ORDERS_") for line in lines)


def test_a_sender_that_is_no_mail_address_is_named(tmp_path: Path):
    settings = {"SMTP_URL": "smtp://me:hunter2@mail.example?from=us"}

    ended = run(sqlite_url(tmp_path / "orders.db"), "migrate", settings=settings)

    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: SELLER_ORDERS_SMTP_URL: from ")
    assert "hunter2" not in line


def test_a_short_webhook_secret_is_accepted_with_a_warning(tmp_path: Path):
    ended = run(sqlite_url(tmp_path / "orders.db"), "migrate", settings=SHORT_SECRET)

    assert ended.returncode == 0
    assert b"10 bytes" in ended.stderr
    assert b"bm90" not in ended.stderr


@pytest.mark.parametrize(
    ("module", "url", "settings", "extra"),
    [
        ("psycopg", "postgresql://host/orders", {}, "postgres"),
        ("redis", "sqlite:///orders.db", {"REDIS_URL": "redis://host"}, "redis"),
    ],
)
def test_a_missing_driver_names_the_extra(
    tmp_path: Path, module: str, url: str, settings: dict[str, str], extra: str
):
    without = f"import sys; sys.modules[{module!r}] = None"
    command = f"{without}; from seller_orders.bootstrap.cli import main; main()"

    ended = subprocess.run(
        [sys.executable, "-c", command, "serve", "--port", str(free_port())],
        cwd=tmp_path,
        env=environment(url, **settings),
        capture_output=True,
        timeout=WITHIN_S,
        check=False,
    )

    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("Error: ")
    assert line.endswith(f"{module} is not installed: run pip install 'seller-orders[{extra}]'")


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


def test_an_empty_variable_counts_as_unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    unset = dict.fromkeys(("TRANSITIONS", "CACHE_TTL", "AUTH", "WEBHOOK_URL"), "")

    ended = run("", "migrate", settings=unset)

    assert ended.returncode == 0, ended.stderr
    # The default is a file of this name in the current folder.
    assert (tmp_path / "seller-orders.db").is_file()


def test_help_needs_no_settings():
    ended = run("mysql://host/orders", "serve", "--help", settings={"CACHE_TTL": "0"})

    assert ended.returncode == 0
    assert b"--port" in ended.stdout


@pytest.mark.parametrize("port", ["65536", "x"])
def test_a_wrong_port_is_explained(port: str):
    ended = run("mysql://host/orders", "serve", "--port", port)

    assert ended.returncode == 2
    [line] = [line for line in ended.stderr.decode().splitlines() if line.startswith("Error: ")]
    assert "--port" in line
    assert port in line
