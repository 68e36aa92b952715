import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from functools import partial
from importlib.resources import files
from pathlib import Path
from socket import create_connection, create_server
from typing import Any
from urllib.request import Request, urlopen

import pytest
from attrs import frozen
from phonenumbers import is_valid_number, parse

from seller_orders.adapters.inbound.server.child_servers import child_servers
from seller_orders.adapters.inbound.webhook_receiver import serve_receiver
from tests.support.forked_command import with_variables
from tests.support.http_client import Client
from tests.support.server_process import free_port, process, run, side_by_side, sqlite_url
from tests.support.time_limits import LONG, SHIPMENT_MOVED_EVERY, shipped
from tests.support.waiting import WITHIN_S, wait_until

CARRIER = "carrier:demo-courier"
END = "Ctrl+C"
"""The end of the guide."""


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
            return sorted(self.sent.glob("[!.]*"))

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
    limits = {**LONG, SHIPMENT_MOVED_EVERY: 0.5}
    with process(url, log, "demo", "--port", str(port), limits=limits) as running:
        wait_until(lambda: END in log.read_text() or running.poll() is not None, log.read_text)
        # The guide can be used as soon as it is printed, so nothing waits for the server here.
        assert Client(port=port, domain_id="none").send("GET", "/readyz").status == 200
        yield Demo(port, log.read_text())


def test_the_demo_prints_a_key_and_five_commands(demo: Demo):
    key = re.search(r"export KEY=(\S+)", demo.guide)

    assert key
    assert f"http://127.0.0.1:{demo.port}/docs#domain=dom_demo&key={key[1]}\n" in demo.guide
    assert demo.guide.count(key[1]) == 2
    assert str(demo.port) in demo.exports
    assert len(demo.commands) == 5


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


def test_the_last_command_previews_a_cancelled_unit(demo: Demo):
    shown = json.loads(demo.paste(demo.commands[4]))
    after = json.loads(demo.paste(demo.commands[4]))

    assert shown["refund"]["amount"] == shown["order"]["totals"]["cancelled"] == 115.32
    assert after["order"]["version"] == shown["order"]["version"]


def test_notifications_are_written_to_the_printed_folder(demo: Demo):
    demo.paste(demo.commands[2])

    mail, text = demo.notifications(2)

    read = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert str(read["From"]) == "The Corner Pantry <orders@corner-pantry.example>"
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
    [shipment] = json.loads(demo.paste(demo.commands[1]))["fulfillments"]
    with urlopen(shipment["tracking_url"], timeout=WITHIN_S) as page:
        shown = page.read().decode()

    assert (first["from"], first["to"]) == ("pending", "in_transit")
    assert shipment["awb"].startswith("SIM")
    # The status may have changed again meanwhile.
    assert shown.startswith(f"Shipment {shipment['awb']}: ")
    # As the guide promises, a shipment is delivered within 30 seconds.
    assert shipped(SHIPMENT_MOVED_EVERY) == 5


def test_the_printed_number_of_sample_orders_is_right(demo: Demo):
    listed = demo.paste('curl -s -H "Authorization: Bearer $KEY" "$API/orders?limit=1"')

    total = json.loads(listed)["pagination"]["total"]
    assert f"{total} sample orders" in demo.guide


def test_a_second_domain_differs_from_the_first(demo: Demo):
    def settings_of(number: str) -> Any:
        shown = demo.paste(
            f'curl -s -H "Authorization: Bearer $KEY{number}" "$API{number}/settings"'
        )
        return json.loads(shown)

    first, second = settings_of(""), settings_of("_2")

    differing = {"transitions", "time_zone", "language", "handling", "numbering", "notifications"}
    assert {*first["sources"].values()} == {"installation"}
    assert [name for name in differing if first[name] == second[name]] == []
    assert {name for name, source in second["sources"].items() if source == "domain"} == {
        *differing,
        "carriers",
    }
    assert first["carriers"].keys() != second["carriers"].keys()


def test_an_endpoint_of_the_second_domain_got_its_order(demo: Demo):
    (shown,) = re.findall(r"^ *(cat .*json)$", demo.guide, re.MULTILINE)
    # The relay delivers in the background.
    received = wait_until(lambda: demo.paste(f"{shown} 2> /dev/null || true"))

    event = json.loads(received)
    assert (event["type"], event["domain_id"]) == ("order.created", "dom_feinkost")
    assert event["data"]["order"]["order_number"] == "FK-5001"


def test_the_second_domains_own_carrier_moves_a_shipment(demo: Demo):
    api = 'curl -s -H "Authorization: Bearer $KEY_2" -H "Content-Type: application/json"'
    order = '"$API_2/orders/ord_5001"'
    body = '{"items": [{"id": "iid_001", "quantity": 1}], "provider_id": "radkurier"}'
    demo.paste(f"{api} -d '{body}' {order}/fulfillments")

    def authors() -> set[str]:
        return {each["by"] for each in json.loads(demo.paste(f"{api} {order}"))["timeline"]}

    wait_until(lambda: "carrier:radkurier" in authors(), authors)


def test_commands_work_on_the_database_of_the_demo(demo: Demo):
    listed = demo.paste('seller-orders refunds list --domain "$DOMAIN" --status succeeded')

    refunds = [json.loads(line) for line in listed.splitlines()]
    assert {refund["status"] for refund in refunds} == {"succeeded"}
    assert len(refunds) > 3


def test_every_phone_number_of_the_sample_can_get_text_messages():
    sample = files("seller_orders.adapters.inbound.cli") / "demo-orders.jsonl"
    phones = {*re.findall('"phone":"([^"]+)"', sample.read_text())}

    assert len(phones) > 20
    assert [each for each in phones if not is_valid_number(parse(each))] == []


def demo_that_ends(folder: Path, number: signal.Signals) -> tuple[int, list[Path]]:
    """Run a demo, end its process group, and return how many folders it had, and what is left."""
    scratch, log, mine = folder / "scratch", folder / "demo.log", folder / "mine.db"
    scratch.mkdir(parents=True)
    arguments = ("demo", "--port", str(free_port()))
    main = with_variables({"TMPDIR": str(scratch)})
    with process(sqlite_url(mine), log, *arguments, main=main) as running:
        wait_until(lambda: END in log.read_text() or running.poll() is not None, log.read_text)
        during = len(list(scratch.glob("seller-orders-demo-*")))
        os.killpg(running.pid, number)
        running.wait()
    with suppress(AssertionError):
        wait_until(lambda: not list(scratch.iterdir()))
    return during, [*scratch.iterdir(), *folder.glob("mine*")]


def test_the_demo_leaves_no_folder_however_it_ends(tmp_path: Path):
    """A terminal sends its signals to the whole process group: SIGINT, and SIGHUP as it closes."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL)

    ends = side_by_side(
        {each: partial(demo_that_ends, tmp_path / each.name, each) for each in signals}
    )

    # The database of the settings is not touched.
    assert ends == dict.fromkeys(signals, (1, []))


def test_the_demo_prints_no_guide_if_its_port_is_in_use(tmp_path: Path):
    with create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        ended = run(sqlite_url(tmp_path / "orders.db"), "demo", "--port", str(port))

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr.decode()


def test_a_child_server_has_its_port_before_it_runs(tmp_path: Path):
    """Otherwise another process could take the port meanwhile."""
    listener = create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with child_servers((partial(serve_receiver, folder=tmp_path), listener)):
        url, headers = f"http://127.0.0.1:{port}/dom_1", {"webhook-id": "evt_1"}
        with urlopen(Request(url, data=b"{}", headers=headers), timeout=WITHIN_S) as answer:
            assert answer.status == 204

    assert (tmp_path / "dom_1" / "evt_1.json").read_bytes() == b"{}"
    with pytest.raises(ConnectionRefusedError):
        create_connection(("127.0.0.1", port), WITHIN_S)
