"""Storage of responses under idempotency keys."""

from typing import Protocol

from attrs import frozen


@frozen
class StoredOutcome:
    """The response stored under a key, and the fingerprint of its request."""

    fingerprint: str
    answer: bytes


class IdempotencyStore(Protocol):
    """Stores responses for 24 hours, inside one unit of work. Each domain has its own keys."""

    def claim(self, domain_id: str, key: str) -> StoredOutcome | None:
        """Return the key's response, or claim the key for this unit of work and return None.

        The claim ends with the unit of work. If another unit of work holds the key, this raises
        RequestInProgressError, or waits for it if the store cannot detect the claim.
        """
        ...

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Store the response of a key that this unit of work has claimed.

        Raises WriteConflictError if the key has a response by now.
        """
        ...

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Replace the response of a key, but not its fingerprint or time.

        One whose body was erased meanwhile stays erased.
        """
        ...
