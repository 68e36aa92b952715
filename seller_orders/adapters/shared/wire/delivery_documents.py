"""The outcome of an immediate delivery (POST /api/outbox/deliver)."""

from datetime import datetime
from typing import Literal, Self

from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.ports.outbox import Deferred, Delivered, DeliveryOutcome, Failed


class DeliveryDocument(Document):
    """An outcome. ``due_at`` is the time of the next attempt, null if there is none."""

    outcome_is: Literal["delivered", "put_back", "failed"]
    due_at: datetime | None = None
    reason: str = ""

    @classmethod
    def of(cls, outcome: DeliveryOutcome) -> Self:
        """Describe an outcome."""
        match outcome:
            case Delivered():
                return cls(outcome_is="delivered")
            case Deferred(due_at):
                return cls(outcome_is="put_back", due_at=due_at)
            case Failed(reason, due_at):
                return cls(outcome_is="failed", due_at=due_at, reason=reason)

    def outcome(self) -> DeliveryOutcome:
        """Return the outcome."""
        if self.outcome_is == "failed":
            return Failed(self.reason, self.due_at)
        return Deferred(self.due_at) if self.due_at is not None else Delivered()
