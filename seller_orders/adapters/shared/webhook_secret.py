"""Secrets that webhooks are signed with (standardwebhooks.com)."""

import base64


def signing_key(secret: str) -> bytes:
    """Return the bytes of a secret: base64, with or without ``whsec_`` before it.

    ValueError if it is none: a signing library may leave out what is not base64, and sign with
    what is left.
    """
    text = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise ValueError("the secret is bytes in base64, with or without whsec_ before it")
    return key
