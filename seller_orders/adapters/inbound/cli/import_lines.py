"""Lines of an import file, read as orders. The file may be compressed with gzip."""

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from returns.pipeline import is_successful

from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import MalformedJsonError, pointer
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.refusals import InvalidFields, Refusal

_GZIP_START: Final = b"\x1f"
"""First byte of gzip data. No JSON document begins with it."""

MAX_LINE: Final = 64 * 1024 * 1024
"""Bytes of a line that is read. Ten thousand changes with notes fit; a few kilobytes of gzip data
can expand to more than any memory."""

_CUT_OFF: Final = "the gzip data is cut off; no line from here on is imported"
_SKIPPED_AT_ONCE: Final = 64 * 1024
_TOO_LONG: Final = f"the line has more than {MAX_LINE} bytes"
_DAMAGED: Final = "the gzip data is damaged; no line from here on is imported"


def read_lines(file: BinaryIO) -> Iterator[tuple[int, OrderDraft | str]]:
    """Return the order, or what is wrong with it, of each line that is not blank, by its number.

    Compressed data is recognized by its content. A byte order mark before a line is ignored.
    A line longer than MAX_LINE is skipped. Reading ends at damaged compressed data, with a
    problem of the line where it breaks.
    """
    number = 0
    try:
        for number, line in enumerate(_short_lines(_decompressed(file)), start=1):
            text = None if line is None else line.removeprefix(BOM_UTF8)
            if text is None:
                yield number, _TOO_LONG
            elif text.strip():
                yield number, _read(text)
    except EOFError:
        yield number + 1, _CUT_OFF
    except (gzip.BadGzipFile, zlib.error):
        yield number + 1, _DAMAGED


def reason_of(refusal: Refusal) -> str:
    """Return a refusal in words, with the place of each wrong field."""
    if isinstance(refusal, InvalidFields):
        return "; ".join(
            ": ".join(filter(None, (pointer(each.path), each.detail))) for each in refusal.problems
        )
    return refusal.message


def _decompressed(file: BinaryIO) -> BinaryIO:
    # Files and standard input are buffered, so that a look at their beginning takes nothing away.
    beginning = file.peek(1)[:1]  # type: ignore[attr-defined]  # of io.BufferedReader
    return cast("BinaryIO", gzip.open(file)) if beginning == _GZIP_START else file


def _short_lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield each line, or None instead of one that is too long."""
    while line := file.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_SKIPPED_AT_ONCE)
        yield None


def _read(line: bytes) -> OrderDraft | str:
    try:
        read = decode_imported(line)
    except MalformedJsonError as error:
        return f"not valid JSON: {error}"
    return read.unwrap() if is_successful(read) else reason_of(read.failure())
