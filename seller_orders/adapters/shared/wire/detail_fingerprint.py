"""Fingerprint of the schema of an order's response, which versions entries of a shared cache."""

from hashlib import sha256
from typing import Final, cast

import msgspec

from seller_orders.adapters.shared.wire.field_types import OwnType
from seller_orders.adapters.shared.wire.order_codec import OrderDetail

_LENGTH: Final = 12


def detail_fingerprint() -> str:
    """Return a digest of the detail's schema. It changes with any field, type or description."""
    schema = msgspec.json.schema(
        OrderDetail, schema_hook=lambda own: cast("type[OwnType]", own).SCHEMA
    )
    return sha256(msgspec.json.encode(schema)).hexdigest()[:_LENGTH]
