"""JSON of API keys, without their secrets."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.application.access import AccessKey, Scope


class KeyView(TypedDict):
    """An API key, without its secret."""

    id: Annotated[str, about("Id of the key.", "key_1")]
    name: Annotated[str | None, about("Name of the key; null if it has none.", "ERP")]
    scopes: Annotated[list[Scope], about("Scopes of the key.", ["orders:read"])]
    created_at: Annotated[AwareDatetime, about("Time of creation.", "2026-11-26T09:00:00Z")]
    expires_at: Annotated[
        AwareDatetime | None,
        about("Time from which the key works no more; null is for ever.", None),
    ]
    last_used_at: Annotated[
        AwareDatetime | None, about("Time of the last use, to the minute; null is never.", None)
    ]
    revoked_at: Annotated[
        AwareDatetime | None, about("Time of revocation; null if it is not revoked.", None)
    ]


def key_view(key: AccessKey) -> KeyView:
    """Return a key without its secret."""
    return KeyView(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
