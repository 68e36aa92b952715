"""Simulated courier in a separate process, which tests stop and restart."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from tests.support.forked_command import ForkedCommand, program_of, start
from tests.support.server_process import free_port
from tests.support.servers import wait_for_port
from tests.support.time_limits import AS_SHIPPED
from tests.support.waiting import WITHIN_S, wait_until

SECRET: Final = "whsec_c2VsbGVyLW9yZGVycy1jYXJyaWVyLXNlY3JldC0wMDA="
TOKEN: Final = "let-me-in"
_PROGRAM: Final = program_of("seller_orders.adapters.inbound.carrier_simulator")


@define
class Simulator:
    """Courier on a loopback port. It loses its shipments when it stops."""

    events_url: str | None = None
    options: tuple[str, ...] = ()
    port: int = field(factory=free_port)
    _process: ForkedCommand | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process, on the same port each time."""
        events = ("--events-url", self.events_url) if self.events_url else ()
        arguments = ("--port", str(self.port), *events, *self.options)
        secret = {"CARRIER_SECRET": SECRET} if self.events_url else {}
        environment = {**os.environ, "CARRIER_TOKEN": TOKEN, **secret}
        unread = Path(os.devnull)
        self._process = start(
            arguments, environment, unread, unread, main=_PROGRAM, limits=AS_SHIPPED
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        """Stop the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def behave(self, **behaviour: Any) -> None:
        """Set how it responds from now on. Without arguments it works normally."""
        self._ask("PUT", "/simulator/behaviour", behaviour)

    def tell(self, fulfillment: dict[str, Any], **said: Any) -> int:
        """Make it send an event about a shipment, and return the status of the response."""
        answer = self._ask("POST", f"/simulator/shipments/{fulfillment['id']}/events", said)
        return int(answer["answered"])

    def move(self, fulfillment: dict[str, Any], status: str) -> None:
        """Change the status of a shipment without an event."""
        self._ask("PUT", f"/simulator/shipments/{fulfillment['id']}", {"status": status})

    @property
    def shipments(self) -> dict[str, dict[str, Any]]:
        """Shipments by fulfillment id, in the order of their bookings."""
        found: list[dict[str, Any]] = self._ask("GET", "/simulator/shipments")
        return {each["names"]["id"]: each for each in found}

    def wait_for(self, is_enough: Callable[[dict[str, dict[str, Any]]], bool]) -> None:
        """Wait until a condition on the shipments holds."""
        wait_until(lambda: is_enough(self.shipments), lambda: self.shipments)

    def _ask(self, method: str, path: str, document: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WITHIN_S)
        try:
            connection.request(
                method, path, json.dumps(document), {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            assert response.status == 200, response.read()
            return json.loads(response.read())
        finally:
            connection.close()


@contextmanager
def simulating(events_url: str | None = None, *options: str) -> Iterator[Simulator]:
    """Run a simulated courier while the block runs."""
    simulator = Simulator(events_url, options)
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.stop()


def carriers_file(folder: Path, **tables: dict[str, Any]) -> str:
    """Write the file for SELLER_ORDERS_CARRIERS and return its path."""
    file = folder / "carriers.toml"
    lines = [
        line
        for provider_id, table in tables.items()
        for line in (
            f"[{provider_id}]",
            *(f"{name} = {json.dumps(value)}" for name, value in table.items()),
        )
    ]
    file.write_text("\n".join(lines))
    return str(file)


def connection(port: int, **changes: Any) -> dict[str, Any]:
    """Return the settings of a simulated carrier."""
    url = f"http://127.0.0.1:{port}"
    return {"url": url, "token": TOKEN, "secret": SECRET, "allow_private": True} | changes
