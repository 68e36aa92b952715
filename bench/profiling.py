"""Profile of requests by layer: ``python -m bench.profiling [NAME …]``.

NAME is ``cached``, ``detail``, ``list``, ``status``, ``fulfillment``, ``cancel`` or ``bulk`` (100
orders). Without a name all are profiled. Prints the processor time of each layer, in one thread and
with 8 connections to a server, and the functions that take the most. A run of all writes
``bench/results/profile.json`` and a flame graph of each. A run of some draws them in the current
folder. The profiled code is that of the current folder.
"""

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from attrs import frozen
from flask import Flask

from bench import dataset, flame_graph, profile_tables, stack
from bench.dataset import LARGEST
from bench.direct_calls import DirectCalls, discarded_log
from bench.load import run, take
from bench.operations import Make, product_requests
from bench.processor_time import processor_seconds
from bench.profile_tables import Alone, LayerProfile, Loaded, Profiles, by_layer, largest_functions
from bench.profiled_operations import (
    OPEN_ORDERS,
    SIZE,
    ProfiledOperation,
    Request,
    profiled_operations,
)
from bench.run_results import FOLDER
from bench.stack import Server
from bench.stack_samples import A_SECOND, PERIOD_S, Stack, sampled_here, sampled_process
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.bootstrap import web_app
from seller_orders.settings import Settings
from tests.support.servers import end_servers

_CONNECTIONS: Final = 8
_WARM_UP: Final = 20
_RATE_LIMIT: Final = "1000000/second"
"""Counted as the usual limit is, but never reached."""

_SERVER: Final = "seller_orders/adapters/inbound/server/"
_CALL: Final = f"{_SERVER}wsgi_call.py:call_wsgi_app"
_SERVED: Final = f"{_SERVER}threaded_worker.py:_serve"


def main(names: list[str]) -> None:
    """Fill a database, profile the operations, print and save the profiles."""
    profiles = []
    with ExitStack() as held:
        held.callback(end_servers)
        profiler = _profiler(held)
        for each in profiled_operations():
            if not names or each.name in names:
                profiles.append(profiler.profile(each, Path() if names else FOLDER))
                print("\n".join(profile_tables.function_lines(profiles[-1])), flush=True)
    print("In one thread:", *profile_tables.in_one_thread(profiles), sep="\n")
    print("With 8 connections:", *profile_tables.under_load(profiles), sep="\n")
    if not names:
        profile_tables.save(
            Profiles(at=datetime.now(UTC), operations=profiles), FOLDER / "profile.json"
        )


def _profiler(held: ExitStack) -> "_Profiler":
    folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
    url = held.enter_context(stack.database())
    for domain, file in dataset.write(folder, SIZE).items():
        stack.run(url, "import", str(file), "--domain", domain)
    open_orders = dataset.write_open_orders(folder, OPEN_ORDERS)
    stack.run(url, "import", str(open_orders), "--domain", LARGEST)
    stack.settle(url)
    keys = {domain: stack.key(url, domain) for domain in dataset.domains(SIZE)}
    log = folder / "log"
    return _Profiler(
        url=url,
        keys=keys,
        make=product_requests(keys),
        servers={
            "shipped": held.enter_context(stack.product(url, log, RATE_LIMIT=_RATE_LIMIT)),
            "uncached": held.enter_context(
                stack.product(url, log, "--no-relay", RATE_LIMIT=_RATE_LIMIT)
            ),
        },
    )


@frozen(kw_only=True)
class _Profiler:
    """A filled database, and servers on it."""

    url: str
    keys: Mapping[str, str]
    make: Make
    servers: Mapping[str, Server]

    def profile(self, operation: ProfiledOperation, folder: Path) -> LayerProfile:
        stacks, alone = self._alone(operation)
        loaded = self._loaded(operation)
        file = folder / f"flame-{operation.name.replace(' ', '-')}.svg"
        flame_graph.write(stacks, f"{operation.name}: µs of processor time", alone.measured, file)
        functions = largest_functions(stacks, alone.measured / sum(stacks.values()))
        return LayerProfile(
            operation=operation.name, alone=alone, loaded=loaded, functions=functions
        )

    def _alone(self, operation: ProfiledOperation) -> tuple[Mapping[Stack, int], Alone]:
        calls = DirectCalls(self._app(is_cached=operation.name == "cached"), self.keys)
        prepared = [
            calls.prepare(each) for each in take(operation.requests, _WARM_UP + operation.alone)
        ]
        with discarded_log():
            for scope, body in prepared[:_WARM_UP]:
                calls.call(scope, body)
            begun = process_time()
            with sampled_here() as counts:
                for scope, body in prepared[_WARM_UP:]:
                    calls.call(scope, body)
            measured = (process_time() - begun) / operation.alone * 1e6
        stacks = {_of_request(each): samples for each, samples in counts.items()}
        sampled = sum(stacks.values()) * PERIOD_S / operation.alone * 1e6
        layers = by_layer(stacks, measured / sum(stacks.values()))
        return stacks, Alone(measured=measured, sampled=sampled, layers=layers)

    def _app(self, *, is_cached: bool) -> Flask:
        settings = Settings.of(
            {"SELLER_ORDERS_DATABASE_URL": self.url, "SELLER_ORDERS_RATE_LIMIT": _RATE_LIMIT}
        )
        return web_app(settings, Layers.ALL, lambda: False, relay=False, is_only_writer=is_cached)

    def _loaded(self, operation: ProfiledOperation) -> Loaded:
        server = self.servers[operation.server]
        self._ask(server, take(operation.requests, _WARM_UP), _CONNECTIONS)
        few = operation.loaded // 4
        one_connection = self._microseconds(server, operation, few, 1)
        with sampled_process(server.worker_pid) as counts:
            measured = self._microseconds(server, operation, operation.loaded, _CONNECTIONS)
        a_sample = 1e6 / A_SECOND / operation.loaded
        requests = {each: n for each, n in counts.items() if _SERVED in each}
        return Loaded(
            measured=measured,
            one_connection=one_connection,
            relay=(sum(counts.values()) - sum(requests.values())) * a_sample,
            layers=by_layer(requests, a_sample),
        )

    def _microseconds(
        self, server: Server, operation: ProfiledOperation, requests: int, connections: int
    ) -> float:
        asked = take(operation.requests, requests)
        begun = processor_seconds(server.process.pid)
        self._ask(server, asked, connections)
        return (processor_seconds(server.process.pid) - begun) / requests * 1e6

    def _ask(self, server: Server, requests: Sequence[Request], connections: int) -> None:
        messages = [
            self.make(each.method, each.domain_id, each.path, each.body) for each in requests
        ]
        run(server.port, messages, connections)


def _of_request(stack: Stack) -> Stack:
    """Leave out the functions of the benchmark that called the app."""
    return stack[stack.index(_CALL) :] if _CALL in stack else stack[-1:]


if __name__ == "__main__":
    main(sys.argv[1:])
