"""Webhook endpoints as they were a moment ago, for deliveries."""

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Final, TypeAlias

from attrs import define, field

from seller_orders.application.ports.webhook_endpoints import EnabledEndpoints
from seller_orders.application.webhooks.propagation_delay import SETTLED_AFTER_S
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_MAX_DOMAINS: Final = 10_000

_OfDomain: TypeAlias = Mapping[str, WebhookEndpoint]


@define
class RecentEndpoints:
    """Remembers a domain's enabled endpoints for as long as a change takes to settle.

    One thread at a time reads, so that requests are left the other connections.
    """

    _endpoints: EnabledEndpoints
    _read: dict[str, tuple[float, _OfDomain]] = field(factory=dict, init=False)
    _reading: Lock = field(factory=Lock, init=False)

    def get(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint; None if it is unknown or disabled."""
        found = self._recent(domain_id)
        if found is None:
            with self._reading:
                found = self._recent(domain_id) or self._read_domain(domain_id)
        return found.get(endpoint_id)

    def _recent(self, domain_id: str) -> _OfDomain | None:
        read_at, found = self._read.get(domain_id, (0.0, None))
        return found if monotonic() < read_at + SETTLED_AFTER_S else None

    def _read_domain(self, domain_id: str) -> _OfDomain:
        # The time before the reading: a change may be committed while it runs.
        read_at = monotonic()
        found = {each.id: each for each in self._endpoints.enabled(domain_id)}
        if len(self._read) >= _MAX_DOMAINS:
            self._read.clear()
        self._read[domain_id] = read_at, found
        return found
