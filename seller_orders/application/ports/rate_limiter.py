"""Rate limits of requests."""

from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Allowance:
    """The rest of a quota after one request; windows are in seconds."""

    quota: int
    window_s: int
    remaining: int
    resets_in_s: float
    is_exceeded: bool = False


class RateLimiter(Protocol):
    """Counts requests by subject."""

    def take(self, subject: str) -> Allowance:
        """Count one request. Never fails: each process counts alone if counts cannot be shared."""
        ...
