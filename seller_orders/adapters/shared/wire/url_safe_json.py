"""JSON in URL-safe base64 without padding, as cursors are."""

import base64
from typing import Any

import msgspec

from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.json_codec import encode


def write_url_safe(value: Any) -> str:
    """Encode a value."""
    return base64.urlsafe_b64encode(encode(value)).decode().rstrip("=")


def read_url_safe(text: str, type_: Any) -> Any:
    """Decode a value of the type. Raises ValueError or RecursionError if the text is malformed."""
    document = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    return msgspec.json.decode(document, type=type_, dec_hook=decode_hook)
