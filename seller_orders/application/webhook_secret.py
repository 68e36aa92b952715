"""Signing secrets of webhooks (standardwebhooks.com)."""

import base64
from typing import Final

SAFE_KEY_BYTES: Final = 24
"""Shortest key that Standard Webhooks recommends."""


def signing_key(secret: str) -> bytes:
    """Return the bytes of a secret in base64, with or without the prefix ``whsec_``.

    Raises ValueError for anything else. A signing library may skip characters that are not base64
    and sign with the rest.
    """
    text = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise ValueError("the secret must be base64, with or without the prefix whsec_")
    return key
