"""Verification of an identity provider's tokens."""

from typing import Protocol

from seller_orders.application.access import Principal


class TokensUnavailableError(Exception):
    """The keys that verify tokens are unavailable."""


class TokenVerifier(Protocol):
    """Verifies signed tokens."""

    def verify(self, token: str) -> Principal | None:
        """Return the token's principal; None if the token is invalid.

        Raises TokensUnavailableError if the token cannot be checked.
        """
        ...
