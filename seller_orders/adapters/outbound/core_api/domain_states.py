"""States of domains in the core."""

from typing import Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.domains import DomainState


class _Found(msgspec.Struct):
    state: DomainState


_read: Final = msgspec.json.Decoder(_Found).decode


@frozen
class CoreDomainStates:
    """Asks the core for the states of domains."""

    core: CoreClient

    def state(self, domain_id: str) -> DomainState:
        """Return the state of a domain."""
        response = self.core.request("GET", "/api/domain", domain_id)
        assert response is not None, "there is always a response"
        return _read(response.body).state
