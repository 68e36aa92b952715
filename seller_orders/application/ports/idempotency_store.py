"""What was answered to callers' keys."""

from typing import Protocol

from attrs import frozen


@frozen
class RecordedAnswer:
    """The first answer to a key, and what the key was sent with."""

    fingerprint: str
    answer: bytes


class IdempotencyStore(Protocol):
    """Keeps answers for 24 hours, inside one unit of work. Keys of one domain are its own."""

    def claim(self, domain_id: str, key: str) -> RecordedAnswer | None:
        """Return the key's answer; None: there is none, and the key is this unit of work's.

        The claim ends with the unit of work. Raises RequestInProgressError where another unit of
        work is seen to hold it; where that cannot be seen this waits for it.
        """
        ...

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Keep the answer to a key that was claimed here.

        Raises WriteConflictError where the key has got an answer meanwhile.
        """
        ...

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Keep another answer to a key that has one; whatever else is known of it stays."""
        ...
