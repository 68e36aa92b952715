"""How many requests may come in a while."""

from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Allowance:
    """What is left after one request, of so many in a window of seconds."""

    quota: int
    window_s: int
    remaining: int
    resets_in_s: float
    is_exceeded: bool = False


class RateLimiter(Protocol):
    """Counts requests by whom they are to be counted for."""

    def take(self, subject: str) -> Allowance:
        """Count one request. It never fails: where counts cannot be shared, each process counts."""
        ...
