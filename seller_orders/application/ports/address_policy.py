"""Addresses of services that a domain connects to."""

from typing import Protocol


class AddressPolicy(Protocol):
    """Distinguishes usable URLs, and public addresses from those of private networks."""

    def problem_of(self, url: str) -> str | None:
        """Return why no request can be sent to a URL; None if one can."""
        ...

    def is_private(self, url: str) -> bool:
        """Return whether a URL names a private or local address.

        A host name may still resolve to one. The client refuses that when it connects.
        """
        ...
