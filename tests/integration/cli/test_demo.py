import json
import os
import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from socket import create_server
from typing import Any
from urllib.request import urlopen

import pytest
from attrs import frozen

from tests.support.server_process import free_port, process, run, sqlite_url, wait_until_ready
from tests.support.waiting import WITHIN_S, wait_until

CARRIER = "carrier:demo-courier"


@frozen
class Demo:
    """A running demo and its printed guide."""

    port: int
    guide: str

    @property
    def exports(self) -> str:
        """The lines that export variables."""
        return "\n".join(re.findall(r"^ *(export .*)$", self.guide, re.MULTILINE))

    @property
    def commands(self) -> list[str]:
        """The curl commands with their continuation lines."""
        return re.findall(r"^ *(curl (?:.*\n)+?)$", self.guide, re.MULTILINE)

    @property
    def sent(self) -> Path:
        """The folder that notifications are written to."""
        (named,) = re.findall(r"^ *ls (.*)$", self.guide, re.MULTILINE)
        return Path(named)

    def notifications(self, number: int) -> list[Path]:
        """Wait for a number of messages and return their files, mails first."""

        def found() -> list[Path]:
            return sorted(self.sent.glob("*"))

        wait_until(lambda: len(found()) >= number, found)
        return found()

    def paste(self, command: str) -> bytes:
        """Run a command in a shell, after the exports."""
        script = f"{self.exports}\n{command}"
        bare = {"PATH": os.environ["PATH"]}
        ended = subprocess.run(
            ["bash", "-euc", script], env=bare, capture_output=True, timeout=WITHIN_S, check=True
        )
        return ended.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    url, log = sqlite_url(folder / "mine.db"), folder / "demo.log"
    with process(url, log, "demo", "--port", str(port)) as running:
        wait_until_ready(running, port, log)
        yield Demo(port, log.read_text())


def test_the_demo_prints_a_key_and_four_commands(demo: Demo):
    key = re.search(r"export KEY=(\S+)", demo.guide)

    assert key
    assert demo.guide.count(key[1]) == 2
    assert str(demo.port) in demo.exports
    assert len(demo.commands) == 4


def test_the_first_command_lists_orders(demo: Demo):
    page = json.loads(demo.paste(demo.commands[0]))

    assert 1 <= len(page["orders"]) <= 3
    assert {order["status"] for order in page["orders"]} == {"pending"}


def test_commands_two_and_three_read_and_update_an_order(demo: Demo):
    before = json.loads(demo.paste(demo.commands[1]))
    after = json.loads(demo.paste(demo.commands[2]))

    assert before["order_id"] == after["order_id"] == "ord_1001"
    assert (before["status"], after["status"]) == ("pending", "processing")
    assert after["version"] == before["version"] + 1
    assert json.loads(demo.paste(demo.commands[1])) == after


def test_notifications_are_written_to_the_printed_folder(demo: Demo):
    demo.paste(demo.commands[2])

    mail, text = demo.notifications(2)

    read = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert read["To"] == "Anjali Patel <anjali.patel@example.com>"
    assert read["Subject"] == "Your order 1001 is being prepared"
    assert text.suffix == ".txt"
    assert "To: +918765432109" in text.read_text()


def test_the_simulated_carrier_moves_a_shipment(demo: Demo):
    demo.paste(demo.commands[3])

    def carrier_events() -> list[dict[str, Any]]:
        timeline = json.loads(demo.paste(demo.commands[1]))["timeline"]
        return [each for each in timeline if each["by"] == CARRIER and each["to"]]

    first, *_ = wait_until(carrier_events)
    [shipped] = json.loads(demo.paste(demo.commands[1]))["fulfillments"]
    with urlopen(shipped["tracking_url"], timeout=WITHIN_S) as page:
        shown = page.read().decode()

    assert (first["from"], first["to"]) == ("pending", "in_transit")
    assert shipped["awb"].startswith("SIM")
    # The status may have changed again meanwhile.
    assert shown.startswith(f"Shipment {shipped['awb']}: ")


def test_the_printed_number_of_sample_orders_is_right(demo: Demo):
    listed = demo.paste('curl -s -H "Authorization: Bearer $KEY" "$API/orders?limit=1"')

    total = json.loads(listed)["pagination"]["total"]
    assert f"{total} sample orders" in demo.guide


def test_the_demo_deletes_its_database_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    port, log = free_port(), tmp_path / "demo.log"

    mine = tmp_path / "mine.db"
    with process(sqlite_url(mine), log, "demo", "--port", str(port)) as running:
        wait_until_ready(running, port, log)
        during = list(scratch.iterdir())

    assert len(during) == 1
    assert list(scratch.iterdir()) == []
    # The database of the settings is not touched.
    assert not mine.exists()


def test_the_demo_prints_no_guide_if_its_port_is_in_use(tmp_path: Path):
    with create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        ended = run(sqlite_url(tmp_path / "orders.db"), "demo", "--port", str(port))

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr.decode()
