"""Refusal of all secrets in an installation without keys."""

from attrs import frozen

from seller_orders.application.ports.secret_box import (
    NoSecretKeysError,
    Place,
    UnreadableSecretError,
)


@frozen
class NoSecretBox:
    """Encrypts and decrypts nothing."""

    @property
    def can_encrypt(self) -> bool:
        """False: there is no key."""
        return False

    def encrypt(self, secret: str, bound_to: Place) -> str:
        """Raise NoSecretKeysError."""
        raise NoSecretKeysError("SELLER_ORDERS_SECRET_KEYS is not set")

    def decrypt(self, encrypted: str, bound_to: Place) -> str:
        """Raise UnreadableSecretError."""
        raise UnreadableSecretError("SELLER_ORDERS_SECRET_KEYS is not set")

    def is_current(self, encrypted: str) -> bool:
        """Return True: no key can encrypt it again."""
        return True
