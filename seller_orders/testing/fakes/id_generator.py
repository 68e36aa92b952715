"""Predictable identifiers."""

from collections import Counter

from attrs import field, frozen


@frozen
class CountingIds:
    """Numbers each prefix separately: ``ord_1``, ``ord_2``, ``ful_1``."""

    _made: Counter[str] = field(factory=Counter)

    def new(self, prefix: str) -> str:
        """Return the prefix with its next number."""
        self._made[prefix] += 1
        return f"{prefix}{self._made[prefix]}"

    def secret(self) -> str:
        """Return a different text each time; it is not secret."""
        return self.new("secret-")
