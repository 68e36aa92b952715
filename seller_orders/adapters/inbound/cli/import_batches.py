"""Batches of an import: orders that are stored together."""

import os
from collections.abc import Iterator
from itertools import islice
from stat import S_ISREG
from typing import BinaryIO, Final, Self

from attrs import frozen

from seller_orders.adapters.inbound.cli.import_lines import read_lines
from seller_orders.domain.draft import OrderDraft

_BATCH_LINES: Final = 500


@frozen(kw_only=True)
class Batch:
    """Orders and errors of some lines, by line number. ``size`` is a part of the file's size."""

    drafts: dict[int, OrderDraft]
    errors: dict[int, str]
    size: int

    @property
    def _names(self) -> set[str | tuple[str, str] | None]:
        return {
            name
            for each in self.drafts.values()
            for name in (each.order_id, each.order_number, *each.external_ids.items())
        }

    def depends_on(self, other: Self) -> bool:
        """Return whether an order of the other batch can affect the outcome of one here."""
        return None in self._names or None in other._names or bool(self._names & other._names)


def size_of(file: BinaryIO) -> int | None:
    """Return the number of bytes in a regular file, None for a pipe."""
    status = os.fstat(file.fileno())
    return status.st_size if S_ISREG(status.st_mode) else None


def read_batches(file: BinaryIO) -> Iterator[Batch]:
    """Read a file in batches. Their sizes are in bytes of the file, in lines of a pipe."""
    has_size, lines = size_of(file) is not None, read_lines(file)
    position = file.tell() if has_size else 0
    while read := dict(islice(lines, _BATCH_LINES)):
        begin, position = position, file.tell() if has_size else position + len(read)
        yield Batch(
            drafts={n: each for n, each in read.items() if not isinstance(each, str)},
            errors={n: each for n, each in read.items() if isinstance(each, str)},
            size=position - begin,
        )
