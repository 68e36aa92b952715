"""The outbox as Prometheus sees it: asked when it is scraped."""

import logging
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.list_backlogs import Backlog

_STATES: Final = {False: "waiting", True: "dead"}
_LABELS: Final = ("channel", "state")

_log: Final = logging.getLogger("seller_orders.metrics")


class OutboxCollector(Collector):
    """Tells how much has not arrived, and since when; nothing while the store is away."""

    def __init__(self, backlogs: Callable[[], Sequence[Backlog]]) -> None:
        self._backlogs = backlogs
        self._one_at_a_time = Lock()

    def collect(self) -> Iterator[Metric]:
        """Ask, however many ask at once, one question after the other."""
        try:
            with self._one_at_a_time:
                found = {(each.channel, each.is_dead): each for each in self._backlogs()}
        except StoreUnavailableError as error:
            _log.warning("the store is away; leaving the outbox out: %s", error)
            return
        except Exception:  # noqa: BLE001  # what else there is to tell is told
            _log.exception("the outbox cannot be looked at")
            return
        messages = GaugeMetricFamily(
            "seller_orders_outbox_messages",
            "Messages that have not arrived: waiting, or given up as dead.",
            labels=_LABELS,
        )
        oldest = GaugeMetricFamily(
            "seller_orders_outbox_oldest_seconds",
            "How long ago the oldest of them was written; 0 without one.",
            labels=_LABELS,
        )
        for channel in dict.fromkeys((*Channel, *(channel for channel, _ in found))):
            for is_dead, state in _STATES.items():
                backlog = found.get((channel, is_dead))
                messages.add_metric((channel, state), backlog.messages if backlog else 0)
                oldest.add_metric((channel, state), backlog.oldest_s if backlog else 0)
        yield messages
        yield oldest
