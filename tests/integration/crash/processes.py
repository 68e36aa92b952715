"""Processes that are killed, at random moments and at named steps, and started again."""

import random
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from seller_orders.bootstrap import command
from tests.integration.crash.stopping_at_a_step import stopping
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
_STEPS_OF_RELAYS: Final = ("claim_messages", "send_messages", "finish_messages")
_AT_A_STEP: Final = 0.5
_LIVES_S: Final = 1.2
_REACHES_ITS_STEP_S: Final = 2.0
_STARTS_WITHIN_S: Final = 120.0


@define(kw_only=True)
class Victim:
    """A process of the command, which is killed and started again."""

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
        """Start it; a doomed one may stop itself at a step."""
        main, self._step = command.main, None
        if doomed and self.steps and self.chance.random() < _AT_A_STEP:
            step, when = self.chance.choice(self.steps), self.chance.choice(("before", "after"))
            self._step = f"{when} {step}"
            main = stopping(step, when, self.chance.randint(1, 8))
        told = environment(self.url, **self.settings)
        self._running = start(
            self.arguments, told, self.log, self.log, main=main, limits=AS_SHIPPED
        )
        self._began, self._ready = time.monotonic(), None
        self._lives = self.chance.uniform(0, _LIVES_S)

    def strike(self, *, spare: bool) -> str | None:
        """Kill it if its time has come, unless it is to be spared.

        Tell how it died, if it did, and None if it lives.
        """
        assert self._running is not None, "it has been started"
        if self._running.poll() is not None:
            return self._died(self._step or "by itself")
        now = time.monotonic()
        if self._ready is None and self._is_up():
            self._ready = now
        if self._ready is None:
            assert now - self._began < _STARTS_WITHIN_S, (
                f"{self.arguments} did not start: {self.log}"
            )
            return None
        lives_s = _REACHES_ITS_STEP_S if self._step else self._lives
        if not spare and now - self._ready > lives_s:
            return self._died("at a random moment")
        return None

    def end(self) -> None:
        """Kill it, whatever it does."""
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


def server(port: int, *, relays: bool = True, **shared: Any) -> Victim:
    """A server process; one that relays is stopped at the steps of its relay, too."""
    steps = (*_STEPS_OF_REQUESTS, *(_STEPS_OF_RELAYS if relays else ()))
    arguments = ("serve", "--port", str(port), *(() if relays else ("--no-relay",)))
    return Victim(arguments=arguments, steps=steps, port=port, **shared)


def layers(ports: Mapping[str, int], **shared: Any) -> list[Victim]:
    """The three layers, a process each; the core, which relays, has the store."""
    steps = {
        "core": (*_STEPS_OF_COMMITS, *_STEPS_OF_RELAYS),
        "orchestrator": _STEPS_OF_REQUESTS,
        "gateway": (),
    }
    return [
        Victim(
            arguments=("serve", "--layers", layer, "--port", str(ports[layer])),
            steps=steps[layer],
            port=ports[layer],
            **shared | ({} if layer == "core" else {"url": NO_DATABASE}),
        )
        for layer in steps
    ]


def relay(**shared: Any) -> Victim:
    """A relay process."""
    return Victim(arguments=("relay",), steps=_STEPS_OF_RELAYS, **shared)
