"""Carriers of domains, connected as their settings say."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from attrs import frozen

from seller_orders.application.ports.carrier_directory import Carrier, CarrierDirectory
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.domain.carrier_connection import CarrierConnection

_MAX_DOMAINS: Final = 256


@frozen
class _Connected:
    connections: Mapping[str, CarrierConnection]
    carriers: Mapping[str, Carrier]


class ConnectedCarriers:
    """Carriers that ``connect`` makes of the connections in a domain's settings.

    A carrier is kept while its connection stays the same. The domains with the installation's
    connections share theirs. A domain without any has ``others``: those of an embedding service.
    Carriers that are left out close their idle network connections as their last user ends.
    """

    def __init__(
        self,
        settings: DomainSettingsReader,
        installation: Mapping[str, CarrierConnection],
        others: CarrierDirectory,
        connect: Callable[[CarrierConnection], Carrier],
    ) -> None:
        self._settings = settings
        self._others = others
        self._connect = connect
        self._shared = self._connected(installation, None)
        # Of domains with connections of their own, the last used one is last.
        self._own = dict[str, _Connected]()
        self._lock = Lock()

    def of(self, domain_id: str) -> CarrierDirectory:
        """Return the carriers of a domain, by its settings of now."""
        connections = self._settings.of(domain_id).carriers
        with self._lock:
            former = self._own.pop(domain_id, None)
            if connections == self._shared.connections:
                return self._shared.carriers if connections else self._others
            if former is None or former.connections != connections:
                former = self._connected(connections, former)
            self._own[domain_id] = former
            if len(self._own) > _MAX_DOMAINS:
                del self._own[next(iter(self._own))]
            return former.carriers

    def _connected(
        self, connections: Mapping[str, CarrierConnection], former: _Connected | None
    ) -> _Connected:
        carriers = {
            provider_id: former.carriers[provider_id]
            if former and former.connections.get(provider_id) == connection
            else self._connect(connection)
            for provider_id, connection in connections.items()
        }
        return _Connected(connections, carriers)
