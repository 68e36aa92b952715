"""Prometheus collector of the outbox's backlog."""

import logging
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from seller_orders.application.events.consumers import ENDPOINTS
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.list_outbox_backlogs import Backlog

_STATES: Final = {False: "waiting", True: "dead"}
_LABELS: Final = ("channel", "state")

_log: Final = logging.getLogger("seller_orders.metrics")


class OutboxCollector(Collector):
    """Reports undelivered messages and their age; no samples while the store is unavailable."""

    def __init__(self, backlogs: Callable[[], Sequence[Backlog]]) -> None:
        self._backlogs = backlogs
        self._lock = Lock()

    def collect(self) -> Iterator[Metric]:
        """Query the backlog. Concurrent scrapes query one after the other."""
        try:
            with self._lock:
                found = {(each.channel, each.is_dead): each for each in self._backlogs()}
        except StoreUnavailableError as error:
            _log.warning("store unavailable; outbox metrics are left out: %s", error)
            return
        except Exception:  # noqa: BLE001  # the other metrics are still served
            _log.exception("outbox metrics failed")
            return
        messages = GaugeMetricFamily(
            "seller_orders_outbox_messages",
            "Undelivered messages: waiting, or dead after the last attempt.",
            labels=_LABELS,
        )
        oldest = GaugeMetricFamily(
            "seller_orders_outbox_oldest_seconds",
            "Age of the oldest undelivered message; 0 without one.",
            labels=_LABELS,
        )
        for channel in dict.fromkeys((*Channel, ENDPOINTS, *(channel for channel, _ in found))):
            for is_dead, state in _STATES.items():
                backlog = found.get((channel, is_dead))
                messages.add_metric((channel, state), backlog.messages if backlog else 0)
                oldest.add_metric((channel, state), backlog.oldest_s if backlog else 0)
        yield messages
        yield oldest
