"""Delivery to 20 webhook endpoints, with and without one that hangs.

``python -m bench.slow_endpoint [DATABASE [EVENTS]]`` records events of as many orders in one
domain, 1,000 by default, and prints the seconds until the relay has delivered all of them to 19
endpoints: first beside a twentieth that answers, then beside one that accepts connections and never
answers. The receivers run in other processes.
"""

import socket
import sys
from time import monotonic

from sqlalchemy import Engine

from bench.receiver import receiving
from bench.relay import record_events
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from tests.contracts.stores import ENGINES
from tests.support.servers import end_servers

_ENDPOINTS = 20
_EVENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
_LONGEST_S = 600.0


def main() -> None:
    """Print a line for each database, without and with an endpoint that hangs."""
    wanted = sys.argv[1:2] or list(ENGINES)
    try:
        for name in wanted:
            for hangs in (False, True):
                with ENGINES[name]() as engine:
                    taken_s = _measure(engine, hangs=hangs)
                twentieth = "hangs" if hangs else "answers"
                print(f"{name:10} the 20th {twentieth:7} {taken_s:6.1f} s", flush=True)
    finally:
        end_servers()


def _measure(engine: Engine, *, hangs: bool) -> float:
    settings = Settings(webhook_allow_private=True, secret_keys=(b"0" * 32,))
    runtime = build_runtime(settings, NoOrderCache(), engine=engine)
    with (
        receiving() as receiver,
        receiving() as twentieth,
        socket.create_server(("127.0.0.1", 0), backlog=512) as never_accepted,
    ):
        hanging_port = never_accepted.getsockname()[1]
        last_port = hanging_port if hangs else twentieth.port
        for number in range(_ENDPOINTS):
            port = last_port if number == _ENDPOINTS - 1 else receiver.port
            command = CreateWebhookEndpoint(
                domain_id="dom_0", url=f"http://127.0.0.1:{port}/{number}"
            )
            runtime.use_cases.webhooks.create(command).unwrap()
        record_events(engine, 1, _EVENTS)
        receiver.expect((_ENDPOINTS - 1) * _EVENTS)
        began = monotonic()
        runtime.start_relay()
        receiver.wait(_LONGEST_S)
        taken_s = monotonic() - began
        runtime.relay.stop()
    return taken_s


if __name__ == "__main__":
    main()
