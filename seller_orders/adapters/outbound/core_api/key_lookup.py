"""API key look-up in the core."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.access import AccessKey


class _Found(msgspec.Struct):
    keys: list[AccessKey]


_read: Final = msgspec.json.Decoder(_Found).decode


@frozen
class CoreKeyLookUp:
    """Finds keys by the digests of their secrets. The secrets are never sent."""

    core: CoreClient

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with a digest, None if it is unknown or revoked."""
        return next(iter(self.find_many([digest])), None)

    def find_many(self, digests: Collection[str]) -> Sequence[AccessKey]:
        """Return the keys with these digests. Leaves out unknown and revoked ones."""
        response = self.core.request("POST", "/api/keys/read", "", {"digests": list(digests)})
        assert response is not None, "there is always a response"
        return _read(response.body).keys

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Do nothing: the core records the use with the look-up."""
