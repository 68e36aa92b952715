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
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class RecordDelivery:
    """Record an attempt. ``endpoint`` is the endpoint as it was before."""

    endpoint: WebhookEndpoint
    delivery: WebhookDelivery


@frozen(kw_only=True)
class RecordDeliveriesHandler:
    """Records attempts of one domain, and disables endpoints that have failed for 7 days."""

    begin: BeginDomainUnitOfWork

    def __call__(self, commands: Sequence[RecordDelivery]) -> None:
        """Record the attempts in one transaction, and an endpoint's state where it changes."""
        with self.begin(commands[0].delivery.domain_id) as tx:
            # Endpoints are locked in the sequence of their ids.
            for each in sorted(commands, key=lambda one: one.endpoint.id):
                tx.deliveries.record(each.delivery)
                if _after(each.endpoint, each.delivery) != each.endpoint:
                    self.save_endpoint(tx, each.delivery)
            tx.commit()

    def save_endpoint(self, tx: DomainUnitOfWork, delivery: WebhookDelivery) -> None:
        """Save the endpoint's state after the attempt, unless the endpoint is deleted."""
        endpoint = tx.endpoints.lock(delivery.domain_id, delivery.endpoint_id)
        if endpoint is None:
            return
        changed = _after(endpoint, delivery)
        tx.endpoints.save(changed)
        if endpoint.enabled and not changed.enabled:
            _log.warning("webhook endpoint %s is disabled: it failed for too long", endpoint.id)


def _after(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> WebhookEndpoint:
    if delivery.error is None:
        return endpoint.accepted()
    return endpoint.failed(delivery.attempted_at, delivery.error)


@define
class _Waiting:
    command: RecordDelivery
    is_done: bool = False
    error: Exception | None = None


class RecordTogether:
    """Records attempts that many threads make, together, on one connection at a time.

    Whichever thread comes first writes for all that wait. So deliveries take no connections from
    requests, and a transaction serves many of them.
    """

    def __init__(self, record: Callable[[Sequence[RecordDelivery]], None]) -> None:
        self._record = record
        self._waiting: list[_Waiting] = []
        self._adding = Lock()
        self._writing = Lock()

    def __call__(self, command: RecordDelivery) -> None:
        """Record an attempt; return once it is committed."""
        mine = _Waiting(command)
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
            by_domain[each.command.delivery.domain_id].append(each)
        for of_domain in by_domain.values():
            self._write_domain(of_domain)

    def _write_domain(self, of_domain: Sequence[_Waiting]) -> None:
        error: Exception | None = None
        try:
            self._record([each.command for each in of_domain])
        except Exception as failure:  # noqa: BLE001  # every thread that waits raises it
            error = failure
        for each in of_domain:
            each.is_done, each.error = True, error
