"""Copies of orders' data in memory, inside a unit of work."""

from collections.abc import Collection
from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.idempotency import orders_of_answer, without_outcome
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.order_copies import CUSTOMER_ERASED
from seller_orders.domain.erased_facts import erased_facts
from seller_orders.testing.fakes.state import PostedMessage, State


@frozen
class MemoryOrderCopies:
    """Erases copies in the state of a unit of work."""

    state: State

    def erase(self, domain_id: str, order_ids: Collection[str], at: datetime) -> None:
        """Erase the personal data of some orders in events, messages and stored responses."""

        def is_one(message: Message) -> bool:
            return message.domain_id == domain_id and message.order_id in order_ids

        for number, event in self.state.events.items():
            if is_one(event):
                self.state.events[number] = _erased(event)
        for key, posted in self.state.posted.items():
            if is_one(posted.message):
                self.state.posted[key] = _ended(posted, at)
        for of_key, kept in self.state.answers.items():
            answer = kept.answer.answer
            if of_key[0] == domain_id and orders_of_answer(answer) & {*order_ids}:
                erased = evolve(kept.answer, answer=without_outcome(answer))
                self.state.answers[of_key] = evolve(kept, answer=erased)


def _erased(message: Message) -> Message:
    return evolve(message, data=erased_facts(message.data))


def _ended(posted: PostedMessage, at: datetime) -> PostedMessage:
    erased = evolve(posted, message=_erased(posted.message))
    if not (posted.is_waiting and posted.message.is_notification):
        return erased
    generation = posted.generation + 1
    return evolve(erased, dead_at=at, last_error=CUSTOMER_ERASED, generation=generation)
