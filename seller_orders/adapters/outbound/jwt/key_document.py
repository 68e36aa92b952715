"""JWK Set documents (RFC 7517)."""

from typing import Any, Final

from jwt import PyJWK, PyJWKSet

MAX_DOCUMENT: Final = 1024 * 1024
"""Bytes that are read of a document."""

_SIGNING: Final = (None, "sig")


def keys_by_id(document: Any) -> dict[str, PyJWK]:
    """Return the keys for signatures of a decoded document, by id; keys without an id are skipped.

    Raises ValueError or PyJWTError if it is no JWK Set.
    """
    if not isinstance(document, dict):
        raise ValueError("a JWK Set must be a JSON object")  # noqa: TRY004  # as for any other bad content
    return {
        str(key.key_id): key
        for key in PyJWKSet.from_dict(document).keys
        if key.key_id and key.public_key_use in _SIGNING
    }
