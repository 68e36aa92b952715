"""Callers that change orders and repeat each request, under its key, until it is answered."""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from http.client import HTTPException
from threading import Event, Lock, Thread
from typing import Any, Final, TypeAlias

from attrs import define, evolve, field, frozen

from tests.support.http_client import Answer, Client, to_json
from tests.support.order_requests import line_document, order_document

_RESPONSE_TIMEOUT_S: Final = 120.0
_WAIT_S: Final = 0.03
_REPLAY_PROBABILITY: Final = 0.2
_READ_PROBABILITY: Final = 0.3
_RECENT: Final = 40
_OPEN: Final = ("pending", "confirmed", "processing", "shipped")


Mark: TypeAlias = tuple[str, ...]
"""A unique trace of a request on an order: a note, an AWB, a reason or a tag."""


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
    """A domain that several callers change, and the responses that they got."""

    ports: Sequence[int]
    client: Client
    acknowledged: list[Acknowledged] = field(factory=list)
    violations: list[str] = field(factory=list)
    orders: list[str] = field(factory=list)
    fulfillments: list[tuple[str, str]] = field(factory=list)
    refunds: list[tuple[str, str]] = field(factory=list)
    replays: int = 0
    reads: int = 0
    resent: int = 0
    _lock: Any = field(factory=Lock)

    def note(self, done: Acknowledged, made: dict[str, Any]) -> None:
        """Record a response and the entities that it created."""
        with self._lock:
            self.acknowledged.append(done)
            if done.status == 201 and done.kind == "create":
                self.orders.append(made["order_id"])
            elif done.status == 201:
                order_id = made["order"]["order_id"]
                if done.kind == "fulfill":
                    self.fulfillments.append((order_id, made["fulfillment"]["id"]))
                else:
                    self.refunds.append((order_id, made["refund"]["id"]))

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


Operation = tuple[str, str, str, dict[str, Any]]


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
        kind, method, path, sent = self._operation(key)
        body = to_json(sent)
        answer = self._send(key, method, path, body)
        if answer.status not in {200, 201, 409}:
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
            tuple(_promised(kind, key, said)) if answer.status < 300 else (),
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

    def _operation(self, key: str) -> Operation:
        if len(self._shop.orders) < 4 or self._chance.random() < 0.12:
            return self._create(key)
        kinds: tuple[Callable[[str, str], Operation], ...] = (
            *(self._status,) * 3,
            *(self._fulfill,) * 3,
            *(self._refund,) * 2,
            *(self._move_fulfillment,) * 2,
            self._cancel_fulfillment,
            self._settle_refund,
            self._cancel,
            self._bulk,
            self._bulk,
        )
        return self._chance.choice(kinds)(key, self._order())

    def _order(self) -> str:
        return self._chance.choice(self._shop.orders[-_RECENT:])

    def _create(self, key: str) -> Operation:
        items = [line_document(f"iid_{n}", f"Thing {n}", 4, 10) for n in range(3)]
        paid = {"status": "paid", "method": "card", "amount_paid": 120}
        zero = {"shipping_total": 0, "tax_total": 0, "discount_total": 0}
        sent = order_document(order_id=f"ord_{key}", items=items, payment=paid, **zero)
        return "create", "POST", "/orders", sent

    def _status(self, key: str, order: str) -> Operation:
        status = self._chance.choice(_OPEN)
        sent = {"status": status, "note": key, "notify_customer": self._chance.random() < 0.5}
        return "status", "PATCH", f"/orders/{order}/status", sent

    def _fulfill(self, key: str, order: str) -> Operation:
        items = [{"id": f"iid_{self._chance.randrange(3)}", "quantity": self._chance.randint(1, 3)}]
        return "fulfill", "POST", f"/orders/{order}/fulfillments", {"items": items, "awb": key}

    def _cancel_fulfillment(self, key: str, order: str) -> Operation:
        if not self._shop.fulfillments:
            return self._fulfill(key, order)
        order, fulfillment = self._chance.choice(self._shop.fulfillments[-_RECENT:])
        path = f"/orders/{order}/fulfillments/{fulfillment}/cancel"
        return "cancel_fulfillment", "POST", path, {}

    def _move_fulfillment(self, key: str, order: str) -> Operation:
        if not self._shop.fulfillments:
            return self._fulfill(key, order)
        order, fulfillment = self._chance.choice(self._shop.fulfillments[-_RECENT:])
        status = self._chance.choice(("in_transit", "out_for_delivery", "failed", "returned"))
        path = f"/orders/{order}/fulfillments/{fulfillment}"
        return "move_fulfillment", "PATCH", path, {"status": status}

    def _refund(self, key: str, order: str) -> Operation:
        sent = {"amount": self._chance.randint(1, 30), "reason": key}
        return "refund", "POST", f"/orders/{order}/refunds", sent

    def _settle_refund(self, key: str, order: str) -> Operation:
        if not self._shop.refunds:
            return self._refund(key, order)
        order, refund = self._chance.choice(self._shop.refunds[-_RECENT:])
        status = self._chance.choice(("succeeded", "failed"))
        return "settle_refund", "PATCH", f"/orders/{order}/refunds/{refund}", {"status": status}

    def _cancel(self, key: str, order: str) -> Operation:
        sent = {"reason": "other", "cancel_reason_details": key, "refund": True, "restock": True}
        return "cancel", "POST", f"/orders/{order}/cancel", sent

    def _bulk(self, key: str, order: str) -> Operation:
        orders = [order, *(self._order() for _ in range(5))]
        if self._chance.random() < 0.5:
            sent = {"order_ids": orders, "action": "add_tags", "data": {"tags": [key]}}
            return "bulk_tags", "PATCH", "/orders/bulk", sent
        data = {"status": self._chance.choice(_OPEN), "note": key}
        atomic = self._chance.random() < 0.5
        wanted = {"order_ids": orders, "action": "update_status", "data": data, "atomic": atomic}
        return "bulk_status", "PATCH", "/orders/bulk", wanted


def _digest(answer: Answer) -> bytes:
    return sha256(answer.body).digest()


def _promised(kind: str, key: str, said: dict[str, Any]) -> Iterator[Mark]:
    if kind == "create":
        yield "created", said["order_id"]
    elif kind == "status" and any(entry["note"] == key for entry in said["timeline"]):
        yield "status", said["order_id"], key
    elif kind == "fulfill":
        yield "fulfillment", said["order"]["order_id"], key
    elif kind == "refund":
        yield "refund", said["order"]["order_id"], key
    elif kind == "cancel":
        yield "cancelled", said["order"]["order_id"], key
        if said["refund"]:
            yield "refund", said["order"]["order_id"], key
    elif kind == "bulk_tags":
        yield from (("tag", id, key) for id in said["updated_orders"])


def sent(done: Acknowledged) -> dict[str, Any]:
    """Return the body of a request."""
    document: dict[str, Any] = json.loads(done.body)
    return document
