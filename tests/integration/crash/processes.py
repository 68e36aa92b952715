"""Processes that are killed at random moments and at named steps, and restarted."""

import random
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from seller_orders.bootstrap import cli
from tests.integration.crash.kill_at_step import stopping
from tests.integration.layers.topology import NO_DATABASE
from tests.support.forked_command import ForkedCommand, start
from tests.support.server_process import environment, wait_until_free
from tests.support.time_limits import AS_SHIPPED

_STEPS_OF_REQUESTS: Final = (
    "get_order",
    "validate_transition",
    "update_status",
    "validate_items",
    "create_shipment",
    "update_fulfillment_status",
    "validate_cancellation",
    "set_cancelled",
    "restore_inventory",
    "cancel_fulfillments",
    "send_notification",
    "invalidate_cache",
    "validate_order_ids",
    "apply_action",
    "invalidate_caches",
    "send_notifications",
    "report_result",
)
_STEPS_OF_COMMITS: Final = (
    "claim_key",
    "keep_orders",
    "restore_inventory",
    "keep_answer",
    "invalidate_caches",
)
_STEPS_OF_RELAYS: Final = (
    *("claim_messages", "send_messages", "finish_messages"),
    *("claim_events", "send_events", "finish_events"),
)
_STEP_PROBABILITY: Final = 0.5
_MAX_LIFETIME_S: Final = 1.2
_STEP_TIMEOUT_S: Final = 2.0
_START_TIMEOUT_S: Final = 120.0


@define(kw_only=True)
class KilledProcess:
    """A process of the command that is killed and restarted."""

    arguments: Sequence[str]
    url: str
    settings: dict[str, str]
    log: Path
    steps: Sequence[str]
    chance: random.Random
    port: int | None = None
    kills: Counter[str] = field(factory=Counter)
    _running: ForkedCommand | None = None
    _step: str | None = None
    _began: float = 0.0
    _ready: float | None = None
    _lives: float = 0.0

    def start(self, *, doomed: bool = True) -> None:
        """Start the process; a doomed one may kill itself at a step."""
        main, self._step = cli.main, None
        if doomed and self.steps and self.chance.random() < _STEP_PROBABILITY:
            step, when = self.chance.choice(self.steps), self.chance.choice(("before", "after"))
            self._step = f"{when} {step}"
            main = stopping(step, when, self.chance.randint(1, 8))
        variables = environment(self.url, **self.settings)
        self._running = start(
            self.arguments, variables, self.log, self.log, main=main, limits=AS_SHIPPED
        )
        self._began, self._ready = time.monotonic(), None
        self._lives = self.chance.uniform(0, _MAX_LIFETIME_S)

    def kill_when_due(self, *, spare: bool) -> str | None:
        """Kill the process if its lifetime is over, unless it is spared.

        Returns the cause of its death, or None if it lives.
        """
        assert self._running is not None, "it has been started"
        if self._running.poll() is not None:
            return self._died(self._step or "by itself")
        now = time.monotonic()
        if self._ready is None and self._is_up():
            self._ready = now
        if self._ready is None:
            assert now - self._began < _START_TIMEOUT_S, (
                f"{self.arguments} did not start: {self.log}"
            )
            return None
        lives_s = _STEP_TIMEOUT_S if self._step else self._lives
        if not spare and now - self._ready > lives_s:
            return self._died("at a random moment")
        return None

    def end(self) -> None:
        """Kill the process."""
        if self._running is not None:
            self._running.kill()
            if self.port is not None:
                wait_until_free(self.port)

    def _died(self, how: str) -> str:
        self.end()
        self.kills[how] += 1
        return how

    def _is_up(self) -> bool:
        if self.port is None:
            return time.monotonic() - self._began > 1.0
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=0.2):
            return True
        return False


def server(port: int, *, relays: bool = True, **shared: Any) -> KilledProcess:
    """Return a server process; with a relay it may die at the relay's steps, too."""
    steps = (*_STEPS_OF_REQUESTS, *(_STEPS_OF_RELAYS if relays else ()))
    arguments = ("serve", "--port", str(port), *(() if relays else ("--no-relay",)))
    return KilledProcess(arguments=arguments, steps=steps, port=port, **shared)


def layers(ports: Mapping[str, int], **shared: Any) -> list[KilledProcess]:
    """Return a process for each layer; the core has the store and the relay."""
    steps = {
        "core": (*_STEPS_OF_COMMITS, *_STEPS_OF_RELAYS),
        "orchestrator": _STEPS_OF_REQUESTS,
        "gateway": (),
    }
    return [
        KilledProcess(
            arguments=("serve", "--layers", layer, "--port", str(ports[layer])),
            steps=steps[layer],
            port=ports[layer],
            **shared | ({} if layer == "core" else {"url": NO_DATABASE}),
        )
        for layer in steps
    ]


def relay(**shared: Any) -> KilledProcess:
    """Return a relay process."""
    return KilledProcess(arguments=("relay",), steps=_STEPS_OF_RELAYS, **shared)
