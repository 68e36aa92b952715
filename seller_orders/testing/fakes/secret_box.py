"""Secrets that are marked as encrypted, for tests that read them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import count

from attrs import field, frozen

from seller_orders.application.ports.secret_box import Place, UnreadableSecretError


@frozen
class ReadableSecretBox:
    """Encodes secrets with their place instead of encrypting them."""

    can_encrypt: bool = True
    _made: "count[int]" = field(factory=count, init=False)

    def encrypt(self, secret: str, bound_to: Place) -> str:
        """Return the encoded secret with its place and a number."""
        parts = (secret, *bound_to, str(next(self._made)))
        return ".".join(("encoded", *map(_encoded, parts)))

    def decrypt(self, encrypted: str, bound_to: Place) -> str:
        """Return the secret. Raises UnreadableSecretError."""
        mark, *parts = encrypted.split(".")
        if mark != "encoded" or parts[1:-1] != [*map(_encoded, bound_to)]:
            raise UnreadableSecretError("the secret is of another place")
        try:
            return urlsafe_b64decode(parts[0]).decode()
        except ValueError as error:
            raise UnreadableSecretError("the text is no encoded secret") from error

    def is_current(self, encrypted: str) -> bool:
        """Return whether this box encoded the text."""
        return encrypted.startswith("encoded.")


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()
