"""API key look-up in the core."""

from datetime import datetime
from typing import Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.access import AccessKey

_read: Final = msgspec.json.Decoder(AccessKey).decode


@frozen
class CoreKeyLookUp:
    """Finds a key by the digest of its secret. The secret is never sent."""

    core: CoreClient

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with a digest, None if it is unknown or revoked."""
        answer = self.core.request(
            "POST", "/api/keys/find", "", {"digest": digest}, missing="key_not_found"
        )
        return None if answer is None else _read(answer.body)

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Do nothing: the core records the use with the look-up."""
