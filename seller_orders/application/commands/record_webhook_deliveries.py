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
        domain_id = deliveries[0].domain_id
        made = sorted(deliveries, key=lambda each: each.attempted_at)
        with self.begin(domain_id) as tx:
            # The lock lets attempts of two relays see each other, whichever is recorded first.
            endpoints = tx.endpoints.lock_all(domain_id, {each.endpoint_id for each in made})
            tx.deliveries.record_all(made)
            for endpoint in endpoints:
                self.save_endpoint(tx, endpoint, made)
            tx.commit()

    def save_endpoint(
        self, tx: DomainUnitOfWork, endpoint: WebhookEndpoint, made: Sequence[WebhookDelivery]
    ) -> None:
        """Save an endpoint's state after its attempts, if they change it."""
        changed = endpoint
        for each in made:
            if each.endpoint_id == endpoint.id:
                changed = _after(tx.deliveries, changed, each)
        if changed != endpoint:
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
