"""Keys of carriers' events: the installation's carriers, and those of each domain."""

from collections import OrderedDict
from collections.abc import Mapping
from secrets import token_bytes
from threading import Lock
from time import monotonic
from typing import Final

from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.webhooks.signing_secret import signing_key
from seller_orders.domain.carrier_connection import CarrierConnection

_UNVERIFIED_PER_S: Final = 20.0
_REMEMBERED_DOMAINS: Final = 10_000


class TooManyUnverifiedError(Exception):
    """Events without a valid signature have named too many domains within the last second."""


class EventKeys:
    """Finds the key that has to sign an event: that of the carrier of the domain that it names.

    So a domain's secret signs events of that domain alone. The name of the domain is not verified
    before the signature is. Therefore the settings of domains that have not sent a valid event yet
    are read at most 20 times a second, unless the installation's key has signed the event.
    """

    def __init__(
        self, installation: Mapping[str, CarrierConnection], settings: DomainSettingsReader
    ) -> None:
        self._installation = installation
        self._settings = settings
        self._no_key = token_bytes(32)
        self._verified = OrderedDict[str, None]()
        self._left = _UNVERIFIED_PER_S
        self._counted_at = monotonic()
        self._lock = Lock()

    @property
    def of_installation(self) -> list[str]:
        """The provider_ids of the installation's carriers whose events are accepted."""
        return sorted(id for id, each in self._installation.items() if each.secret is not None)

    def installation_key(self, provider_id: str) -> bytes:
        """Return the key of the installation's carrier; without one, a key that nobody has."""
        return self._key(self._installation.get(provider_id))

    def key(self, provider_id: str, domain_id: str, *, is_verified: bool) -> bytes:
        """Return the key of a domain's carrier; without one, a key that nobody has.

        Raises TooManyUnverifiedError unless the event ``is_verified`` or its domain is known.
        """
        if not (is_verified or domain_id in self._verified):
            self._count()
        return self._key(self._settings.of(domain_id).carriers.get(provider_id))

    def remember(self, domain_id: str) -> None:
        """Remember a domain, whose event was verified."""
        with self._lock:
            self._verified[domain_id] = None
            self._verified.move_to_end(domain_id)
            if len(self._verified) > _REMEMBERED_DOMAINS:
                self._verified.popitem(last=False)

    def _key(self, connection: CarrierConnection | None) -> bytes:
        if connection is None or connection.secret is None:
            return self._no_key
        return signing_key(connection.secret)

    def _count(self) -> None:
        with self._lock:
            now = monotonic()
            gained = (now - self._counted_at) * _UNVERIFIED_PER_S
            self._left = min(_UNVERIFIED_PER_S, self._left + gained)
            self._counted_at = now
            if self._left < 1:
                raise TooManyUnverifiedError
            self._left -= 1
