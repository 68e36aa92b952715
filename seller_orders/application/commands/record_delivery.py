"""Record attempts to deliver events, and whether their endpoints fail."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from threading import Lock
from typing import Final

from attrs import define, frozen

from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class RecordDeliveriesHandler:
    """Records attempts of one domain, and disables endpoints that have failed for 7 days."""

    begin: BeginDomainUnitOfWork

    def __call__(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Record the attempts in one transaction, and an endpoint's state where it changes."""
        domain_id = deliveries[0].domain_id
        with self.begin(domain_id) as tx:
            tx.deliveries.record_all(deliveries)
            failing = tx.endpoints.failing(domain_id)
            # Endpoints are locked in the sequence of their ids.
            for endpoint_id, made in sorted(_by_endpoint(deliveries).items()):
                if endpoint_id in failing or any(each.error is not None for each in made):
                    self.save_endpoint(tx, made)
            tx.commit()

    def save_endpoint(self, tx: DomainUnitOfWork, deliveries: Sequence[WebhookDelivery]) -> None:
        """Save an endpoint's state after attempts, unless the endpoint is deleted."""
        endpoint = tx.endpoints.lock(deliveries[0].domain_id, deliveries[0].endpoint_id)
        if endpoint is None:
            return
        changed = reduce(_after, deliveries, endpoint)
        tx.endpoints.save(changed)
        if endpoint.enabled and not changed.enabled:
            _log.warning("webhook endpoint %s is disabled: it failed for too long", endpoint.id)


def _by_endpoint(deliveries: Sequence[WebhookDelivery]) -> Mapping[str, list[WebhookDelivery]]:
    by_endpoint = defaultdict[str, list[WebhookDelivery]](list)
    for each in deliveries:
        by_endpoint[each.endpoint_id].append(each)
    return by_endpoint


def _after(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> WebhookEndpoint:
    if delivery.error is None:
        return endpoint.accepted()
    return endpoint.failed(delivery.attempted_at, delivery.error)


@define
class _Waiting:
    deliveries: Sequence[WebhookDelivery]
    is_done: bool = False
    error: Exception | None = None


class RecordTogether:
    """Records attempts that many threads make, together, on one connection at a time.

    Whichever thread comes first writes for all that wait. So deliveries take no connections from
    requests, and a transaction serves many of them.
    """

    def __init__(self, record: Callable[[Sequence[WebhookDelivery]], None]) -> None:
        self._record = record
        self._waiting: list[_Waiting] = []
        self._adding = Lock()
        self._writing = Lock()

    def __call__(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Record attempts of one domain; return once they are committed."""
        mine = _Waiting(deliveries)
        with self._adding:
            self._waiting.append(mine)
        with self._writing:
            if not mine.is_done:
                self._write()
        if mine.error is not None:
            raise mine.error

    def _write(self) -> None:
        with self._adding:
            batch, self._waiting = self._waiting, []
        by_domain = defaultdict[str, list[_Waiting]](list)
        for each in batch:
            by_domain[each.deliveries[0].domain_id].append(each)
        for of_domain in by_domain.values():
            self._write_domain(of_domain)

    def _write_domain(self, of_domain: Sequence[_Waiting]) -> None:
        error: Exception | None = None
        try:
            self._record([one for each in of_domain for one in each.deliveries])
        except Exception as failure:  # noqa: BLE001  # every thread that waits raises it
            error = failure
        for each in of_domain:
            each.is_done, each.error = True, error
