"""Domains that have stored secrets."""

from collections.abc import Sequence
from typing import Protocol


class SecretDomains(Protocol):
    """Lists the domains that have settings or webhook endpoints, where secrets are."""

    def some(self, limit: int, after: str = "") -> Sequence[str]:
        """Return up to ``limit`` ids after ``after``, in their sequence."""
        ...
