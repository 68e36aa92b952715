"""Stored settings of domains from the core, with encrypted secrets."""

from datetime import datetime
from typing import Any, Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.ports.settings_repository import StoredSettings


class _Stored(msgspec.Struct):
    version: int
    updated_at: datetime | None
    updated_by: str | None
    sections: dict[str, Any]


_read: Final = msgspec.json.Decoder(_Stored).decode


@frozen
class CoreSettingsSource:
    """Reads settings over the core's internal API. The reader decrypts their secrets."""

    core: CoreClient

    def other_than(self, domain_id: str, version: int | None) -> StoredSettings | None:
        """Return the settings of a domain; None if they are at this version."""
        known = {"version": version}
        response = self.core.request("POST", "/api/settings/read", domain_id, known)
        if response is None or response.status == 204:
            return None
        read = _read(response.body)
        return StoredSettings(
            version=read.version,
            updated_at=read.updated_at,
            updated_by=read.updated_by,
            sections=read.sections,
        )
