"""Stored responses of idempotency keys in memory."""

from attrs import evolve, field, frozen

from seller_orders.application.idempotency import RETENTION, without_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.fakes.state import State, StoredResponse


@frozen
class MemoryIdempotencyStore:
    """Responses in a unit of work's state; only a key claimed in it gets a response.

    One unit of work at a time holds the store, so a second claim of a key waits.
    """

    state: State
    clock: Clock
    _claimed: set[tuple[str, str]] = field(factory=set, init=False)

    def claim(self, domain_id: str, key: str) -> StoredOutcome | None:
        """Claim a key; return its response if it has one already."""
        found = self._kept(domain_id, key)
        if found is None:
            self._claimed.add((domain_id, key))
        return found

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Store the response of a claimed key."""
        if self._kept(domain_id, key) is not None:
            raise WriteConflictError("the key has a response already")
        assert (domain_id, key) in self._claimed, "the key was not claimed in this unit of work"
        kept = StoredResponse(StoredOutcome(fingerprint, answer), self.clock.now())
        self.state.answers[domain_id, key] = kept

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Replace the response of a key, unless it was erased meanwhile."""
        kept = self.state.answers[domain_id, key]
        if kept.answer.answer == without_outcome(kept.answer.answer):
            return
        self.state.answers[domain_id, key] = evolve(kept, answer=evolve(kept.answer, answer=answer))

    def _kept(self, domain_id: str, key: str) -> StoredOutcome | None:
        found = self.state.answers.get((domain_id, key))
        if found is None or found.recorded_at <= self.clock.now() - RETENTION:
            return None
        return found.answer
