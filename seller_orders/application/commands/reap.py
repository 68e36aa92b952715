"""Delete expired data, make the changes that are due, and complete search data and counts."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.record_lateness import RecordLateness
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHolds
from seller_orders.application.idempotency import RETENTION
from seller_orders.application.outbox_messages import LEASE
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.due_changes import DueChanges, DueOrder
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.ports.unit_of_work import StoreUnavailableError, WriteConflictError
from seller_orders.application.ports.webhook_deliveries import DELIVERIES_KEPT_FOR
from seller_orders.application.retry_policy import MAX_WAIT
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

_MESSAGES_KEPT_FOR: Final = timedelta(days=7)
FEED_REACHES: Final = timedelta(days=30)
"""Age up to which the feed has all events."""
_EVENTS_KEPT_FOR: Final = FEED_REACHES + timedelta(days=1)
"""Longer than the feed reaches: an event may be readable a while after it was recorded."""
_DUE_WITHIN: Final = MAX_WAIT + LEASE
"""A message due later than this was scheduled before the clock was set back."""

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class ReapHandler:
    """Deletes responses after 24 hours, messages to other systems 7 days after their delivery.

    Events leave the log after 31 days, delivered or not.

    Attempts to deliver to webhook endpoints are deleted after 30 days, and replays to them ended.

    Messages that are due too late because the clock was set back become due now. The search data of
    orders that an earlier release has changed is completed. Entries of the order counts are
    compacted. Holds whose end is past are released, and the lateness of orders is recorded. Contact
    data of closed orders are erased, once their domain does not keep them any longer.
    """

    reaper: Reaper
    due: DueChanges
    release_expired_holds: Callable[[ReleaseExpiredHolds], Result[Order, Refusal]]
    record_lateness: Callable[[RecordLateness], Result[Order, Refusal]]
    clock: Clock
    is_stopping: Callable[[], bool] = lambda: False
    finish_replays: Callable[[], None] = lambda: None
    erase_expired_contacts: Callable[[], bool] = lambda: False

    def __call__(self) -> None:
        """Clean up, and change all orders that are due; clean up again between some and others."""
        self._clean_up()
        for _ in self._change_due_orders(self.clock.now()):
            self._clean_up()
        while not self.is_stopping() and self.erase_expired_contacts():
            self._clean_up()

    def _clean_up(self) -> None:
        """Run each step; log one that fails, and go on. An unavailable store ends the run."""
        for name, clean in self._steps(self.clock.now()).items():
            try:
                clean()
            except StoreUnavailableError:
                raise
            except Exception:  # noqa: BLE001  # for example an order that cannot be read
                _log.exception("%s failed, and will be repeated", name)

    def _steps(self, now: datetime) -> Mapping[str, Callable[[], object]]:
        """Return the clean-up steps by name.

        Counts are compacted only once, because writes keep adding entries.
        """
        reaper = self.reaper
        return {
            "delete old responses": _until_none(reaper.delete_old_responses, now - RETENTION),
            "delete old messages": _until_none(
                reaper.delete_old_messages, now - _MESSAGES_KEPT_FOR
            ),
            "delete old events": _until_none(reaper.delete_old_events, now - _EVENTS_KEPT_FOR),
            "delete old deliveries": _until_none(
                reaper.delete_old_deliveries, now - DELIVERIES_KEPT_FOR
            ),
            "finish replays": self.finish_replays,
            "bring messages forward": _until_none(reaper.bring_forward, now + _DUE_WITHIN, now),
            "complete search data": _until_none(reaper.complete_search_data),
            "compact counts": reaper.compact_counts,
        }

    def _change_due_orders(self, now: datetime) -> Iterator[None]:
        """Release holds whose end is past, and record lateness; pause after some orders."""
        yield from self._change_each(
            partial(self.due.expired_holds, now),
            lambda **key: self.release_expired_holds(ReleaseExpiredHolds(**key)),
        )
        yield from self._change_each(
            partial(self.due.late_orders, now),
            lambda **key: self.record_lateness(RecordLateness(**key)),
        )

    def _change_each(
        self,
        find_after: Callable[[DueOrder | None], Sequence[DueOrder]],
        change: Callable[..., Any],
    ) -> Iterator[None]:
        last: DueOrder | None = None
        while found := find_after(last):
            for last in found:
                if self.is_stopping():
                    return
                if not _has_changed(last, change):
                    # The next search fails if the store is unavailable, and not this order alone.
                    break
            else:
                yield


def _has_changed(due: DueOrder, change: Callable[..., Any]) -> bool:
    """Change an order, and return True; leave it to the next reaping, and return False."""
    key = due.order
    try:
        change(domain_id=key.domain_id, order_id=key.order_id)
    except (StoreUnavailableError, WriteConflictError) as error:
        _log.warning("order %s is due, and will be changed later: %s", key.order_id, error)
    except Exception:  # noqa: BLE001  # one failure must not stop the others
        _log.exception("order %s is due, and could not be changed", key.order_id)
    else:
        return True
    return False


def _until_none(reap_some: Callable[..., int], *times: datetime) -> Callable[[], None]:
    """Return a step that repeats another one until that changes no more rows."""

    def step() -> None:
        while reap_some(*times):
            pass

    return step
