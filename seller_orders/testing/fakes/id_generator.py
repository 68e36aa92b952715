from collections import Counter

from attrs import field, frozen


@frozen
class CountingIds:
    """``ord_1``, ``ord_2``, ``ful_1``: each prefix counts for itself."""

    _made: Counter[str] = field(factory=Counter)

    def new(self, prefix: str) -> str:
        self._made[prefix] += 1
        return f"{prefix}{self._made[prefix]}"

    def secret(self) -> str:
        return self.new("secret-")
