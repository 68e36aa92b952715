"""Record attempts to deliver events, and whether their endpoints fail."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

from attrs import define, frozen

from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.webhook_deliveries import DeliveryRecorder, WebhookDelivery
from seller_orders.domain.webhook_endpoint import ATTEMPTS_OVERLAP, WebhookEndpoint

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class RecordDeliveriesHandler:
    """Records attempts of one domain, and disables endpoints that have failed for 7 days.

    An endpoint's state follows the order in which attempts began, however long each took.
    """

    begin: BeginDomainUnitOfWork

    def __call__(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Record the attempts in one transaction, and an endpoint's state where it changes."""
        by_endpoint = defaultdict[str, list[WebhookDelivery]](list)
        for each in sorted(deliveries, key=lambda one: one.attempted_at):
            by_endpoint[each.endpoint_id].append(each)
        with self.begin(deliveries[0].domain_id) as tx:
            # Endpoints are locked in the sequence of their ids.
            for _, of_endpoint in sorted(by_endpoint.items()):
                self.record_attempts(tx, of_endpoint)
            tx.commit()

    def record_attempts(self, tx: DomainUnitOfWork, attempts: Sequence[WebhookDelivery]) -> None:
        """Record attempts to deliver to one endpoint, and its state, unless it is deleted."""
        endpoint = tx.endpoints.lock(attempts[0].domain_id, attempts[0].endpoint_id)
        changed = endpoint
        for each in attempts:
            tx.deliveries.record(each)
            changed = changed and _after(tx.deliveries, changed, each)
        if endpoint is None or changed is None or changed == endpoint:
            return
        tx.endpoints.save(changed)
        if endpoint.enabled and not changed.enabled:
            _log.warning("webhook endpoint %s is disabled: it failed for too long", endpoint.id)


def _after(
    recorded: DeliveryRecorder, endpoint: WebhookEndpoint, attempt: WebhookDelivery
) -> WebhookEndpoint:
    at, since = attempt.attempted_at, endpoint.failing_since
    if attempt.error is None and since is None:
        return endpoint
    if attempt.error is not None and since is not None and since <= at:
        return endpoint.failed(at, attempt.error)
    later = recorded.attempts_after(endpoint.domain_id, endpoint.id, at, at + ATTEMPTS_OVERLAP)
    if attempt.error is None:
        return endpoint.accepted(at, later.failed_since)
    return endpoint if later.is_any_accepted else endpoint.failed(at, attempt.error)


@define
class _Waiting:
    delivery: WebhookDelivery
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

    def __call__(self, delivery: WebhookDelivery) -> None:
        """Record an attempt; return once it is committed."""
        mine = _Waiting(delivery)
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
            by_domain[each.delivery.domain_id].append(each)
        for of_domain in by_domain.values():
            self._write_domain(of_domain)

    def _write_domain(self, of_domain: Sequence[_Waiting]) -> None:
        error: Exception | None = None
        try:
            self._record([each.delivery for each in of_domain])
        except Exception as failure:  # noqa: BLE001  # every thread that waits raises it
            error = failure
        for each in of_domain:
            each.is_done, each.error = True, error
