"""Secrets encrypted by AES-256-GCM.

An encrypted secret is ``aes256gcm.<key id>.<nonce and ciphertext>`` in URL-safe base64. Its place
is associated data, so a row's secret cannot be moved to another row. A random nonce of 96 bits is
safe for 2^32 secrets of one key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_bytes
from typing import Final

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seller_orders.application.ports.secret_box import Place, UnreadableSecretError

_SCHEME: Final = "aes256gcm"
_NONCE_BYTES: Final = 12
_KEY_ID_DIGITS: Final = 8


@frozen
class AesGcmSecretBox:
    """Encrypts by the first of its keys, of 32 bytes each, and decrypts by all."""

    _current: str
    _ciphers: Mapping[str, AESGCM] = field(repr=False, hash=False)

    @property
    def can_encrypt(self) -> bool:
        """True: there is a key."""
        return True

    def encrypt(self, secret: str, bound_to: Place) -> str:
        """Return the secret encrypted under a new nonce."""
        nonce = token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, secret.encode(), _bytes_of(bound_to))
        return ".".join((_SCHEME, self._current, urlsafe_b64encode(nonce + sealed).decode()))

    def decrypt(self, encrypted: str, bound_to: Place) -> str:
        """Return the secret. Raises UnreadableSecretError."""
        scheme, _, rest = encrypted.partition(".")
        key_id, _, text = rest.partition(".")
        if scheme != _SCHEME:
            raise UnreadableSecretError("the text is no secret that was encrypted here")
        if key_id not in self._ciphers:
            raise UnreadableSecretError(f"SELLER_ORDERS_SECRET_KEYS lacks the key {key_id}")
        try:
            sealed = urlsafe_b64decode(text)
            nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            return self._ciphers[key_id].decrypt(nonce, ciphertext, _bytes_of(bound_to)).decode()
        except (InvalidTag, ValueError) as error:
            raise UnreadableSecretError("the secret was changed, or is of another place") from error

    def is_current(self, encrypted: str) -> bool:
        """Return whether the first key encrypted this."""
        return encrypted.startswith(f"{_SCHEME}.{self._current}.")


def aes_gcm_secret_box(keys: Sequence[bytes]) -> AesGcmSecretBox:
    """Return the secret box of one or more keys."""
    ciphers = {_id_of(key): AESGCM(key) for key in keys}
    return AesGcmSecretBox(next(iter(ciphers)), ciphers)


def _id_of(key: bytes) -> str:
    return sha256(b"seller-orders secret key " + key).hexdigest()[:_KEY_ID_DIGITS]


def _bytes_of(place: Place) -> bytes:
    # A list in JSON, so that no two places have the same bytes.
    return json.dumps(place).encode()
