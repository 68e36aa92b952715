"""A unit of work that is decided here and made so by the core, in one call.

Nothing is locked meanwhile. What is kept is kept on the version that was read: where another has
changed it since, the core refuses, and the command is decided again on what there is now.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import msgspec
from attrs import define, field, frozen
from returns.result import Result, Success

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.core_api.order_reader import CoreOrderReader
from seller_orders.adapters.shared.wire.commit_documents import commit_document
from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    OrderChange,
    StoredResponse,
)
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.idempotency_store import RecordedAnswer
from seller_orders.application.ports.order_repository import ExistingIdentifiers
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.stock import Restock


class _Number(msgspec.Struct):
    order_number: str


_read_taken: Final = msgspec.json.Decoder(ExistingIdentifiers).decode
_read_number: Final = msgspec.json.Decoder(_Number).decode
_read_answer: Final = msgspec.json.Decoder(RecordedAnswer).decode


@define
class _Gathered:
    """What a unit of work has come to, and what it has read."""

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
    """Reads from the core, and gathers what is to be kept there."""

    core: CoreClient
    gathered: _Gathered

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order, as it is here by now."""
        here = self._here(order_id)
        found: Result[Order, OrderNotFound] = (
            Success(here) if here else CoreOrderReader(self.core).order(domain_id, order_id)
        )
        return found.map(self._noted)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return those orders that there are, by a call."""
        found = CoreOrderReader(self.core).orders(domain_id, order_ids)
        new = {id: order for id, order in self.gathered.new.items() if id in order_ids}
        return new | {id: self._here(id) or self._noted(order) for id, order in found.items()}

    def add(self, *orders: Order) -> None:
        """Gather new orders."""
        self.gathered.new |= {order.id: order for order in orders}

    def save(self, *orders: Order) -> None:
        """Gather the new state of orders; one that is as it was read needs no keeping."""
        for order in orders:
            if order is not self.gathered.read[order.id]:
                self.gathered.changed[order.id] = order

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Tell which ids and numbers are in use."""
        wanted = ExistingIdentifiers(frozenset(order_ids), frozenset(numbers))
        answer = self.core.ask("POST", "/api/orders/taken", domain_id, wanted)
        assert answer is not None, "there is always an answer"
        taken, new = _read_taken(answer.body), self.gathered.new
        return ExistingIdentifiers(
            taken.order_ids | wanted.order_ids & new.keys(),
            taken.numbers | wanted.numbers & {order.number for order in new.values()},
        )

    def next_number(self, domain_id: str) -> str:
        """Return a number that no other order is given."""
        return _read_number(
            self.core.tell("POST", "/api/order-numbers", domain_id, {}).body
        ).order_number

    def _here(self, order_id: str) -> Order | None:
        states = self.gathered.changed, self.gathered.new, self.gathered.read
        return next((state[order_id] for state in states if order_id in state), None)

    def _noted(self, order: Order) -> Order:
        self.gathered.read.setdefault(order.id, order)
        return order


@frozen
class CoreInventory:
    """Leaves it to the core, which gives back what an order restocks as it commits the order."""

    def restore(self, order: Order, restock: Restock) -> None:
        """Leave the restock to the core."""


@frozen
class CoreOutbox:
    """Gathers messages."""

    gathered: _Gathered

    def add(self, messages: Sequence[Message]) -> None:
        """Gather messages."""
        self.gathered.messages += messages


@frozen
class CoreIdempotencyStore:
    """Asks for answers, and gathers the one that is to be kept.

    A key is claimed by the core as it commits; who comes second there decides again, and so finds
    the answer.
    """

    core: CoreClient
    gathered: _Gathered

    def claim(self, domain_id: str, key: str) -> RecordedAnswer | None:
        """Return the key's answer, None where it has none yet."""
        answer = self.core.ask(
            "POST", "/api/answers/find", domain_id, {"key": key}, missing="answer_not_found"
        )
        return None if answer is None else _read_answer(answer.body)

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Gather the answer to a key."""
        self.gathered.answer = StoredResponse(key=key, fingerprint=fingerprint, answer=answer)

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Gather another answer to a key that has one."""
        self.gathered.answer = StoredResponse(key=key, fingerprint="", answer=answer, replaces=True)


@frozen
class CoreUnitOfWork:
    """What is gathered until it is committed."""

    domain_id: str
    core: CoreClient
    gathered: _Gathered
    orders: CoreOrderRepository
    inventory: CoreInventory
    outbox: CoreOutbox
    idempotency: CoreIdempotencyStore

    def commit(self) -> None:
        """Have the core make it so; where nothing was gathered there is nothing to make."""
        command = self.gathered.command(self.domain_id)
        if command != CommitChanges(domain_id=self.domain_id):
            self.core.tell("POST", "/api/commits", self.domain_id, commit_document(command))
        self.gathered.clear()

    def undo(self) -> None:
        """Forget what was gathered."""
        self.gathered.clear()


def units_of_work(core: CoreClient) -> Callable[[str], AbstractContextManager[CoreUnitOfWork]]:
    """Return what begins a domain's units of work."""

    @contextmanager
    def begin(domain_id: str) -> Iterator[CoreUnitOfWork]:
        gathered = _Gathered()
        yield CoreUnitOfWork(
            domain_id,
            core,
            gathered,
            CoreOrderRepository(core, gathered),
            CoreInventory(),
            CoreOutbox(gathered),
            CoreIdempotencyStore(core, gathered),
        )

    return begin
