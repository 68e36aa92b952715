"""State of an order: a version that keeps the invariants, and the step to the next one."""

from collections.abc import Mapping
from typing import Any, Self

from attrs import evolve, frozen

from seller_orders.domain.lazy_timeline import appended
from seller_orders.domain.order_figures import OrderFigures
from seller_orders.domain.order_invariants import (
    check_change_of_returns,
    check_invariants,
)
from seller_orders.domain.timeline import Change, ChangeType, Fact, TimelineEntry


@frozen(kw_only=True)
class OrderState(OrderFigures):
    """State of an order at one version. ``Order`` adds the changes."""

    def __attrs_post_init__(self) -> None:
        """Raise ``OrderInvariantError`` if an invariant of the contract's section 2 is broken."""
        check_invariants(self)

    def next_version(
        self,
        type: ChangeType,
        change: Change,
        *,
        moved: tuple[str | None, str | None] | None = None,
        data: Mapping[str, Fact] | None = None,
        **fields: Any,
    ) -> Self:
        """Return the next version with one more timeline entry; ``fields`` replace the order's.

        For changes that modules of their own make: a policy has allowed them. Raises
        OrderInvariantError if the change breaks a rule of returns.
        """
        before, to = moved or (None, None)
        entry = TimelineEntry(
            id=change.id,
            type=type,
            at=change.at,
            by=change.by,
            version=self.version + 1,
            from_=before,
            to=to,
            note=change.note,
            notified=change.notified,
            data=data or {},
        )
        after = evolve(
            self,
            version=entry.version,
            updated_at=change.at,
            timeline=appended(self.timeline, entry),
            **fields,
        )
        check_change_of_returns(self, after)
        return after
