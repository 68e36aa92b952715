"""Tokens that an identity provider gives out."""

from typing import Protocol

from seller_orders.application.access import Principal


class TokensUnavailableError(Exception):
    """The keys that tokens are checked with cannot be had just now: nobody can tell."""


class TokenVerifier(Protocol):
    """Reads signed tokens."""

    def verify(self, token: str) -> Principal | None:
        """Return whom a token speaks of, None where anything about it is not as it must be.

        Raises TokensUnavailableError where it cannot be checked.
        """
        ...
