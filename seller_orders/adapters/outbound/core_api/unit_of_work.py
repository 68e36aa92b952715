"""Unit of work that is decided here and committed by the core in one request.

A unit of work that reads an order keeps other units of this process waiting for the order. It locks
nothing in the core, which other processes use: the core refuses a change if the order's version is
no longer the one that was read. The command is then decided again on the current state, in the same
turn.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from typing import Final

import msgspec
from attrs import asdict, define, field, frozen
from returns.result import Result, Success

from seller_orders.adapters.outbound.core_api.command_turns import Turns, turns_of_unit
from seller_orders.adapters.outbound.core_api.core_client import CoreClient, OvertakenError
from seller_orders.adapters.outbound.core_api.order_queue import OrderQueue, Turn
from seller_orders.adapters.outbound.core_api.order_reader import CoreOrderReader, order_of_json
from seller_orders.adapters.shared.wire.commit_documents import commit_document
from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    OrderChange,
    StoredResponse,
)
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.domain.order import Order
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.stock import Restock


class _Number(msgspec.Struct):
    order_number: str


class _Holder(msgspec.Struct):
    system: str
    external_id: str
    order_id: str


class _Holders(msgspec.Struct):
    holders: list[_Holder]


_read_holders: Final = msgspec.json.Decoder(_Holders).decode
_read_taken: Final = msgspec.json.Decoder(ExistingIdentifiers).decode
_read_number: Final = msgspec.json.Decoder(_Number).decode
_read_answer: Final = msgspec.json.Decoder(StoredOutcome).decode


@define
class _Collected:
    """The orders that a unit of work has read and changed, its messages and its response."""

    read: dict[str, Order] = field(factory=dict)
    changed: dict[str, Order] = field(factory=dict)
    new: dict[str, Order] = field(factory=dict)
    messages: list[Message] = field(factory=list)
    answer: StoredResponse | None = None

    def clear(self) -> None:
        for each in (self.read, self.changed, self.new, self.messages):
            each.clear()
        self.answer = None

    def command(self, domain_id: str) -> CommitChanges:
        decided = [OrderChange(after, self.read[id].version) for id, after in self.changed.items()]
        return CommitChanges(
            domain_id=domain_id,
            orders=(*decided, *(OrderChange(order, None) for order in self.new.values())),
            messages=tuple(self.messages),
            answer=self.answer,
        )


@frozen
class CoreOrderRepository:
    """Reads orders from the core, in turn, and collects changes for the commit."""

    core: CoreClient
    collected: _Collected
    queue: OrderQueue
    turns: Turns

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order with its uncommitted changes."""
        turn = self.turn(domain_id, order_id)
        here = self._local_state(order_id) or turn.state
        found: Result[Order, OrderNotFound] = (
            Success(here) if here else self._read(domain_id, order_id, turn)
        )
        return found.map(self._record_read)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the existing orders of some ids, by one request."""
        # In a sequence that all units share, so that no two wait for each other.
        for order_id in sorted(order_ids):
            self.turn(domain_id, order_id)
        found = CoreOrderReader(self.core).orders(domain_id, order_ids)
        new = {id: order for id, order in self.collected.new.items() if id in order_ids}
        return new | {
            id: self._local_state(id) or self._record_read(order) for id, order in found.items()
        }

    def add(self, *orders: Order) -> None:
        """Collect new orders."""
        self.collected.new |= {order.id: order for order in orders}

    def save(self, *orders: Order) -> None:
        """Collect the new states of orders. Unchanged orders are skipped."""
        for order in orders:
            if order is not self.collected.read[order.id]:
                self.collected.changed[order.id] = order

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Return the given ids and numbers that are in use."""
        wanted = {"order_ids": list(order_ids), "numbers": list(numbers)}
        response = self.core.request("POST", "/api/orders/taken", domain_id, wanted)
        assert response is not None, "there is always a response"
        taken, new = _read_taken(response.body), self.collected.new
        return ExistingIdentifiers(
            taken.order_ids | {id for id in order_ids if id in new},
            taken.numbers
            | {StoreNumber(o.store_id, o.number) for o in new.values() if o.number in numbers},
        )

    def external_id_holders(
        self, domain_id: str, external_ids: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], str]:
        """Return the ids of the orders that hold external ids, by system and external id."""
        wanted = {"external_ids": list(external_ids)}
        response = self.core.request("POST", "/api/external-ids/find", domain_id, wanted)
        assert response is not None, "there is always a response"
        held = {
            (each.system, each.external_id): each.order_id
            for each in _read_holders(response.body).holders
        }
        new = {
            pair: order.id
            for order in self.collected.new.values()
            for pair in order.external_ids.items()
        }
        return held | {pair: new[pair] for pair in external_ids if pair in new}

    def next_number(self, domain_id: str, numbering: OrderNumbering) -> str:
        """Reserve an order number and return it."""
        # A core of an earlier release knows no numbering.
        body = {} if numbering == OrderNumbering() else asdict(numbering)
        return _read_number(
            self.core.send_change("POST", "/api/order-numbers", domain_id, body).body
        ).order_number

    def turn(self, domain_id: str, order_id: str) -> Turn:
        """Return the turn at an order; wait for it unless the command has it."""
        return self.turns.take(self.queue, (domain_id, order_id))

    def _read(self, domain_id: str, order_id: str, turn: Turn) -> Result[Order, OrderNotFound]:
        read_at = monotonic()
        found = CoreOrderReader(self.core).order(domain_id, order_id)
        turn.set_state(found.value_or(None), read_at)
        return found

    def _local_state(self, order_id: str) -> Order | None:
        states = self.collected.changed, self.collected.new, self.collected.read
        return next((state[order_id] for state in states if order_id in state), None)

    def _record_read(self, order: Order) -> Order:
        self.collected.read.setdefault(order.id, order)
        return order


@frozen
class CoreInventory:
    """Does nothing: the core returns units to stock when it commits the order."""

    def restore(self, *restocks: tuple[Order, Restock]) -> None:
        """Do nothing: the core restocks."""


@frozen
class CoreOutbox:
    """Collects messages for the commit."""

    collected: _Collected

    def add(self, messages: Sequence[Message]) -> None:
        """Collect messages."""
        self.collected.messages += messages


@frozen
class CoreIdempotencyStore:
    """Reads stored responses, and collects the one to store.

    The core claims the key when it commits. The second of two requests is refused there, decides
    again, and then finds the response.
    """

    core: CoreClient
    collected: _Collected

    def claim(self, domain_id: str, key: str) -> StoredOutcome | None:
        """Return the response stored under a key, None if there is none."""
        response = self.core.request(
            "POST", "/api/answers/find", domain_id, {"key": key}, missing="answer_not_found"
        )
        return None if response is None else _read_answer(response.body)

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Collect the response to store under a key."""
        self.collected.answer = StoredResponse(key=key, fingerprint=fingerprint, answer=answer)

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Collect a response that replaces the one stored under a key."""
        self.collected.answer = StoredResponse(
            key=key, fingerprint="", answer=answer, replaces=True
        )


@frozen
class CoreUnitOfWork:
    """The collected changes of one domain until the commit."""

    domain_id: str
    core: CoreClient
    collected: _Collected
    orders: CoreOrderRepository
    inventory: CoreInventory
    outbox: CoreOutbox
    idempotency: CoreIdempotencyStore

    def commit(self) -> None:
        """Send the collected changes to the core, if there are any."""
        command = self.collected.command(self.domain_id)
        if command != CommitChanges(domain_id=self.domain_id):
            self._send(command)
        self.collected.clear()

    def rollback(self) -> None:
        """Discard the collected changes."""
        self.collected.clear()

    def _send(self, command: CommitChanges) -> None:
        sent_at = monotonic()
        turns = {id: self.orders.turn(self.domain_id, id) for id in self.collected.changed}
        for turn in turns.values():
            turn.set_state(None, sent_at)
        try:
            self.core.send_change("POST", "/api/commits", self.domain_id, commit_document(command))
        except OvertakenError as error:
            if turns and error.order:
                order = order_of_json(error.order)
                turns[order.id].set_state(order, sent_at)
            raise
        for order_id, turn in turns.items():
            turn.leave_state(self.collected.changed[order_id], sent_at)


def units_of_work(
    core: CoreClient, queue: OrderQueue
) -> Callable[[str], AbstractContextManager[CoreUnitOfWork]]:
    """Return a function that begins a domain's units of work, which share the queue."""

    @contextmanager
    def begin(domain_id: str) -> Iterator[CoreUnitOfWork]:
        collected = _Collected()
        with turns_of_unit() as turns:
            yield CoreUnitOfWork(
                domain_id,
                core,
                collected,
                CoreOrderRepository(core, collected, queue, turns),
                CoreInventory(),
                CoreOutbox(collected),
                CoreIdempotencyStore(core, collected),
            )

    return begin
