"""Each example does what it promises; servers run in a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from examples.plain_script import main as plain_script
from examples.shop import new_order
from seller_orders import embed
from tests.support.server_process import free_port
from tests.support.servers import stop, wait_for_port
from tests.support.waiting import WITHIN_S

ROOT = Path(__file__).parents[2]

SAY = {
    "own_transition_rules": [
        "pending cannot become processing; it can become: cancelled or confirmed.",
        "confirmed",
        "processing",
    ],
    "own_return_rules": [
        "items.0.reason must be one of: broken, regret.",
        "back in stock: 1",
    ],
    "own_cancellation_policy": [
        "Less than 20 would be refunded; cancel without a refund.",
        "refunded: 180 INR",
    ],
    "own_carrier": ["pending True", "delivered partial"],
    "own_repository": ["delivered", "The order is delivered and no longer accepts this change."],
    "own_notification_sender": ["['order 1001 is shipped now']", "['sent']"],
    "whatsapp_channel": ["to +918765432109: Order 1001 is shipped now.", "whatsapp sent"],
}


@pytest.mark.parametrize("name", SAY)
def test_an_example_prints_what_it_promises(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
):
    # The repository uses a file, all others a database.
    file = tmp_path / "shop.db"
    import_module(f"examples.{name}").main(
        str(file) if name == "own_repository" else f"sqlite:///{file}"
    )

    assert capsys.readouterr().out.splitlines() == SAY[name]


def test_every_example_is_run():
    examples = ROOT / "examples"
    files = [*examples.glob("own_*.py"), *examples.glob("*_channel.py")]
    assert {file.stem for file in files} == set(SAY)


def test_the_script_processes_paid_orders(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    orders = embed(database)
    for _ in range(25):
        orders.create_order(new_order()).unwrap()

    plain_script(database, "dom_1")
    plain_script(database, "dom_1")

    said = capsys.readouterr().out.splitlines()
    assert sorted(said) == [f"{number} processing" for number in range(1001, 1026)]


@contextmanager
def serving(folder: Path, *command: str) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in command)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'shop.db'}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        stop(process)


def ask(port: int, method: str, path: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=WITHIN_S)
    connection.request(method, path)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body


def test_fastapi_example_accepts_a_voucher_once(tmp_path: Path):
    server = ("uvicorn", "examples.fastapi_service:app", "--port", "{port}")
    with serving(tmp_path, *server) as port:
        first, order = ask(port, "POST", "/vouchers/SPRING/orders")
        second, refusal = ask(port, "POST", "/vouchers/SPRING/orders")
        moved = ask(port, "POST", f"/orders/{order['order_id']}/delivered")
        closed, problem = ask(port, "POST", f"/orders/{order['order_id']}/pending")
        read, shown = ask(port, "GET", f"/orders/{order['order_id']}")

    assert (first, second, moved, closed, read) == (201, 409, (200, {"version": 2}), 409, 200)
    assert refusal["detail"]["code"] == "voucher_used"
    assert problem["detail"]["code"] == "order_is_closed"
    assert (shown["order_number"], shown["status"]) == ("1001", "delivered")


def test_django_example_updates_and_cancels_an_order(tmp_path: Path):
    server = ("examples.django_app", "runserver", "--noreload", "127.0.0.1:{port}")
    with serving(tmp_path, *server) as port:
        _, order = ask(port, "POST", "/orders")
        path = f"/orders/{order['order_id']}"
        moved = ask(port, "POST", f"{path}/processing")
        cancelled = ask(port, "POST", f"{path}/cancel")
        status, problem = ask(port, "POST", f"{path}/cancel")

    assert moved == (200, {"status": "processing", "version": 2})
    assert cancelled == (200, {"refunded": "200 INR"})
    assert (status, problem["code"]) == (409, "already_cancelled")
