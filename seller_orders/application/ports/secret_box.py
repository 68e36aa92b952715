"""Encryption of secrets that the store keeps."""

from typing import Protocol, TypeAlias

Place: TypeAlias = tuple[str, ...]
"""Where a secret belongs, its domain first: ``("dom_1", "webhook_endpoints", "whe_1")``."""


class NoSecretKeysError(Exception):
    """The installation has no keys to encrypt secrets with."""


class UnreadableSecretError(Exception):
    """A secret was encrypted by a key that is not here, for another place, or was changed."""


class SecretBox(Protocol):
    """Encrypts secrets for the store. A secret can be decrypted for its own place only.

    The first of several keys encrypts; every one decrypts.
    """

    @property
    def can_encrypt(self) -> bool:
        """True if there is a key. Without one a use case refuses with ``NoSecretKeys``."""
        ...

    def encrypt(self, secret: str, bound_to: Place) -> str:
        """Return the encrypted secret, another text each time.

        Raises NoSecretKeysError.
        """
        ...

    def decrypt(self, encrypted: str, bound_to: Place) -> str:
        """Return the secret. Raises UnreadableSecretError."""
        ...

    def is_current(self, encrypted: str) -> bool:
        """Return whether the first key encrypted this; otherwise it should be encrypted again."""
        ...
