"""Batch of statements that SQLAlchemy passes to the PostgreSQL driver's connection."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from attrs import define, field

BoundStatement: TypeAlias = tuple[str, Sequence[Any]]
"""A statement with ``$1``, ``$2`` … for its values, and the values."""

SUPPORTS_BATCHES: Final = "supports_batches"
"""Execution option of an engine whose connections execute batches."""

BATCH: Final = "batch"
"""Execution option that holds a batch and, after its execution, the result."""

DEFERRED: Final = "deferred"
"""Key in a connection's ``info`` of the statements that are sent with its commit."""


@define
class Batch:
    """Statements to execute in sequence, and to commit if ``commits`` is set.

    If one fails, the rest are skipped. ``rowcount`` and ``rows`` are the last statement's.
    """

    statements: Sequence[BoundStatement]
    commits: bool = False
    rowcount: int = -1
    rows: Sequence[tuple[Any, ...]] = field(factory=list)

    @property
    def text(self) -> str:
        """The statements' text, without values."""
        texts = [text for text, _ in self.statements]
        return "; ".join([*texts, "COMMIT"] if self.commits else texts)
