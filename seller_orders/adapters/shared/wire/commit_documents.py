"""Documents of POST /api/commits: changes for another layer to commit."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta
from returns.pipeline import is_successful

from seller_orders.adapters.shared.wire.field_types import (
    Fingerprint,
    IdempotencyKey,
    Identifier,
    MessageId,
    Timestamp,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document, encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.order_state import StoredVersion, order_of
from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    OrderChange,
    StoredResponse,
)
from seller_orders.application.outbox_messages import CHANNEL_NAME, Message
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.timeline import ChangeType, problem_of_facts


class MessageDocument(Document):
    """A message for the outbox."""

    message_id: MessageId
    domain_id: Identifier
    order_id: Identifier
    channel: Annotated[str, Meta(pattern=rf"^{CHANNEL_NAME}(?![\s\S])")]
    about: ChangeType
    version: StoredVersion
    created_at: Timestamp
    data: dict[str, Any]
    held_until: Timestamp | None

    @property
    def problem(self) -> FieldProblem | None:
        """The reason why its data cannot be stored, None if it can."""
        found = problem_of_facts(self.data)
        return found.within("data") if found else None

    def message(self) -> Message:
        """Return the message."""
        return Message(
            message_id=self.message_id,
            domain_id=self.domain_id,
            order_id=self.order_id,
            channel=self.channel,
            about=self.about,
            version=self.version,
            created_at=self.created_at.utc,
            data=self.data,
            held_until=utc(self.held_until),
        )


class ResponseDocument(Document):
    """A response to store under a caller's idempotency key."""

    key: IdempotencyKey
    fingerprint: Fingerprint
    answer: bytes
    replaces: bool = False

    def stored_response(self) -> StoredResponse:
        """Return the response."""
        return StoredResponse(
            key=self.key,
            fingerprint=self.fingerprint,
            answer=self.answer,
            replaces=self.replaces,
        )


class OrderChangeDocument(Document):
    """The new state of an order; ``read_version`` is the one before, null for a new order."""

    order: dict[str, Any]
    read_version: StoredVersion | None

    def order_change(self) -> OrderChange:
        """Return the change. Raises ValueError if the document is no valid order."""
        try:
            order = order_of(self.order)
        except (KeyError, TypeError, msgspec.ValidationError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        if not is_successful(order):
            raise ValueError(order.failure().message)
        return OrderChange(order.unwrap(), self.read_version)


class CommitDocument(Document):
    """A unit of work that another layer decided."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "orders": [],
        "messages": [],
        "answer": None,
    }

    orders: tuple[OrderChangeDocument, ...]
    messages: tuple[MessageDocument, ...]
    answer: ResponseDocument | None

    @property
    def problem(self) -> FieldProblem | None:
        """The first reason why it cannot be stored, apart from the rules of an order itself."""
        return next(self._problems(), None)

    def _problems(self) -> Iterator[FieldProblem]:
        for index, each in enumerate(self.messages):
            if found := each.problem:
                yield found.within("messages", index)
        yield from _repeated([str(each.order.get("order_id")) for each in self.orders], "orders")
        yield from _repeated([each.message_id for each in self.messages], "messages")

    def command(self, domain_id: str) -> CommitChanges:
        """Return the command. Raises ValueError for an invalid order or for another domain's."""
        orders = tuple(each.order_change() for each in self.orders)
        touched = {each.after.domain_id for each in orders}
        touched |= {each.domain_id for each in self.messages}
        if touched - {domain_id}:
            raise ValueError("an order or a message belongs to another domain")
        return CommitChanges(
            domain_id=domain_id,
            orders=orders,
            messages=tuple(each.message() for each in self.messages),
            answer=self.answer.stored_response() if self.answer else None,
        )


def _repeated(ids: list[str], *path: str | int) -> Iterator[FieldProblem]:
    seen = set[str]()
    for index, id in enumerate(ids):
        if id in seen:
            yield FieldProblem("duplicate", f"{id} occurs twice.", (*path, index))
        seen.add(id)


def commit_document(command: CommitChanges) -> bytes:
    """Write a command as a document."""
    return encode(
        {
            "orders": [
                {"order": order_detail(each.after), "read_version": each.read_version}
                for each in command.orders
            ],
            "messages": command.messages,
            "answer": command.answer,
        }
    )
