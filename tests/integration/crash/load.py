"""Callers that change orders and repeat each request, under its key, until it is answered."""

import json
import random
import time
from collections.abc import Sequence
from hashlib import sha256
from http.client import HTTPException
from threading import Event, Lock, Thread
from typing import Any, Final

from attrs import define, evolve, field, frozen

from tests.integration.crash.requests import (
    AT_THE_SALE,
    Draw,
    Known,
    Mark,
    Request,
    create,
    promised,
)
from tests.integration.crash.requests_after_the_sale import AFTER_THE_SALE
from tests.support.http_client import Answer, Client, to_json

_RESPONSE_TIMEOUT_S: Final = 120.0
_WAIT_S: Final = 0.03
_REPLAY_PROBABILITY: Final = 0.2
_READ_PROBABILITY: Final = 0.3
_CREATE_PROBABILITY: Final = 0.12
_FEWEST_ORDERS: Final = 4


@frozen
class Acknowledged:
    """A request and its response, a success or a refusal; ``promised`` are the marks to expect."""

    kind: str
    key: str
    method: str
    path: str
    body: bytes
    status: int
    digest: bytes
    version: int
    promised: tuple[Mark, ...]
    updated: frozenset[str] = frozenset()


@define
class Shop:
    """A domain that several callers change, and the responses that they got.

    ``create`` and ``changes`` are what the callers draw their requests from.
    """

    ports: Sequence[int]
    client: Client
    acknowledged: list[Acknowledged] = field(factory=list)
    violations: list[str] = field(factory=list)
    create: Draw = create
    changes: Sequence[Draw] = (*AT_THE_SALE, *AFTER_THE_SALE)
    known: Known = field(factory=Known)
    replays: int = 0
    reads: int = 0
    resent: int = 0
    _lock: Any = field(factory=Lock)

    def note(self, done: Acknowledged, made: dict[str, Any]) -> None:
        """Record a response and the entities that it created."""
        with self._lock:
            self.acknowledged.append(done)
            if done.status < 300:
                self.known.note(done.kind, made)

    def has_done_more_than(self, changes: int) -> bool:
        """Return whether more requests have succeeded, not only creations."""
        done = [each.kind for each in list(self.acknowledged) if each.status < 300]
        return len(done) > changes and {*done} > {"create"}

    def report_violation(self, what: str) -> None:
        """Record a violation."""
        with self._lock:
            self.violations.append(what)

    def call(self, chance: random.Random, method: str, path: str, **given: Any) -> Answer:
        """Send a request to random servers until one responds, with the same key each time."""
        deadline = time.monotonic() + _RESPONSE_TIMEOUT_S
        tries = 0
        while time.monotonic() < deadline:
            caller = evolve(self.client, port=chance.choice(self.ports))
            tries += 1
            try:
                answer = caller.call(method, path, **given)
            except (OSError, HTTPException):
                time.sleep(_WAIT_S)
                continue
            if answer.status != 503 and not _in_progress(answer):
                with self._lock:
                    self.resent += tries - 1
                return answer
            time.sleep(_WAIT_S)
        raise AssertionError(f"no answer to {method} {path}")


def _in_progress(answer: Answer) -> bool:
    return answer.status == 409 and answer.code == "request_in_progress"


class Caller:
    """Thread that sends one request after another, with pauses, until it is stopped."""

    def __init__(self, shop: Shop, name: str, seed: int, pause_s: float = 0.0) -> None:
        self._shop = shop
        self._name = name
        self._chance = random.Random(seed)
        self._pause_s = pause_s
        self._count = 0
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the response to the current request."""
        self._stopping.set()

    def join(self) -> None:
        """Wait for the thread to end."""
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_s):
            try:
                self._work()
            except Exception as error:  # noqa: BLE001  # an error in a thread would be lost
                self._shop.report_violation(f"{self._name}: {type(error).__name__}: {error}")
                return

    def _work(self) -> None:
        self._count += 1
        key = f"{self._name}-{self._count}"
        request = self._request(key)
        kind, method, path = request.kind, request.method, request.path
        body = to_json(request.body)
        answer = self._send(key, method, path, body)
        was_released = answer.status == 404 and answer.code == "hold_not_found"
        if answer.status not in {200, 201, 409} and not was_released:
            self._shop.report_violation(f"{key}: {method} {path} was answered {answer.status}")
            return
        said = answer.json
        done = Acknowledged(
            kind,
            key,
            method,
            path,
            body,
            answer.status,
            _digest(answer),
            int(answer.headers.get("ETag", '"0"').strip('"')),
            tuple(promised(kind, key, said)) if answer.status < 300 else (),
            frozenset(said.get("updated_orders", ())),
        )
        self._shop.note(done, said)
        if self._chance.random() < _REPLAY_PROBABILITY:
            self.send_again(done)
        if answer.status == 200 and done.version and self._chance.random() < _READ_PROBABILITY:
            self._read_what_was_written(path, done.version)

    def send_again(self, done: Acknowledged) -> None:
        """Repeat a request; the same key must return the same response."""
        again = self._send(done.key, done.method, done.path, done.body)
        self._shop.replays += 1
        same = (again.status, _digest(again)) == (done.status, done.digest)
        if not same or again.headers["Idempotent-Replayed"] != "true":
            self._shop.report_violation(f"{done.key}: sent again, it was answered otherwise")

    def _send(self, key: str, method: str, path: str, body: bytes) -> Answer:
        headers = {"Idempotency-Key": key}
        return self._shop.call(self._chance, method, path, body=body, headers=headers)

    def _read_what_was_written(self, path: str, version: int) -> None:
        order = "/".join(path.split("/")[:3])
        seen = self._shop.call(self._chance, "GET", order)
        self._shop.reads += 1
        if seen.json["version"] < version:
            self._shop.report_violation(
                f"{order} was read at {seen.json['version']} after {version}"
            )

    def _request(self, key: str) -> Request:
        known, chance = self._shop.known, self._chance
        if len(known.orders) < _FEWEST_ORDERS or chance.random() < _CREATE_PROBABILITY:
            return self._shop.create(known, chance, key)
        return chance.choice(self._shop.changes)(known, chance, key)


def _digest(answer: Answer) -> bytes:
    return sha256(answer.body).digest()


def sent(done: Acknowledged) -> dict[str, Any]:
    """Return the body of a request."""
    document: dict[str, Any] = json.loads(done.body)
    return document
