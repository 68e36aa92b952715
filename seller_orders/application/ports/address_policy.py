"""Addresses of services that a domain connects to."""

from typing import Protocol


class AddressPolicy(Protocol):
    """Distinguishes public addresses from those of private networks."""

    def is_private(self, url: str) -> bool:
        """Return whether a URL names a private or local address.

        A host name may still resolve to one. The client refuses that when it connects.
        """
        ...
