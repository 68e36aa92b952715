"""Lines of files and pipes that are compressed, cut off, or begin with a byte order mark."""

import gzip
import json
import os
import tracemalloc
from codecs import BOM_UTF8
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from seller_orders.adapters.inbound.cli import import_lines
from seller_orders.adapters.inbound.cli.import_batches import Batch, read_batches, size_of
from seller_orders.adapters.inbound.cli.import_lines import read_lines
from tests.support.past_orders import past_orders

COUNT = 4
LINES = [json.dumps(order, ensure_ascii=False).encode() for order in past_orders(COUNT)]
PLAIN = b"\n".join(LINES) + b"\n"
SMALL = gzip.compress(PLAIN)


@contextmanager
def pipe(*writes: bytes) -> Iterator[BinaryIO]:
    """Provide the reading end of a pipe. Each write waits until the last one is read."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as writer, os.fdopen(reading, "rb") as file:
        done = writer.submit(_write, writing, writes)
        yield file
    done.result()


def _write(descriptor: int, writes: tuple[bytes, ...]) -> None:
    with os.fdopen(descriptor, "wb", buffering=0) as output:
        for each in writes:
            output.write(each)


def orders_and_problems(file: BinaryIO) -> tuple[list[tuple[int, str | None]], dict[int, str]]:
    """Return the numbers of the orders and the problems, by line."""
    read = [*read_lines(file)]
    orders = [(n, each.order_number) for n, each in read if not isinstance(each, str)]
    return orders, {n: each for n, each in read if isinstance(each, str)}


def first_numbers(count: int, first_line: int = 1) -> list[tuple[int, str | None]]:
    numbers = [str(order["order_number"]) for order in past_orders(count)]
    return list(enumerate(numbers, first_line))


@pytest.mark.parametrize(
    ("content", "first_line"),
    [
        pytest.param(PLAIN, 1, id="plain"),
        pytest.param(BOM_UTF8 + PLAIN, 1, id="mark"),
        pytest.param(BOM_UTF8 + b"\n" + PLAIN, 2, id="mark on a blank line"),
        pytest.param(b"\n".join(BOM_UTF8 + each for each in LINES), 1, id="joined files"),
        pytest.param(SMALL, 1, id="gzip"),
        pytest.param(gzip.compress(BOM_UTF8 + PLAIN), 1, id="gzip with a mark"),
        pytest.param(b"".join(map(gzip.compress, PLAIN.splitlines(True))), 1, id="joined gzip"),
        pytest.param(SMALL + bytes(512), 1, id="gzip with padding"),
    ],
)
def test_every_form_of_a_file_and_a_pipe_is_read(tmp_path: Path, content: bytes, first_line: int):
    file = tmp_path / "orders.jsonl"
    file.write_bytes(content)

    with file.open("rb") as opened, pipe(content[:1], content[1:]) as piped:
        for each in (opened, piped):
            assert orders_and_problems(each) == (first_numbers(COUNT, first_line), {})


def test_an_empty_file_has_no_lines(tmp_path: Path):
    for content in (b"", BOM_UTF8, b"\n\n", gzip.compress(b"")):
        with pipe(content) as piped:
            assert orders_and_problems(piped) == ([], {})


def test_a_mark_within_a_line_is_an_error_of_that_line():
    with pipe(b"\n".join((LINES[0], b" " + BOM_UTF8 + LINES[1]))) as piped:
        orders, problems = orders_and_problems(piped)

    assert orders == first_numbers(1)
    assert [*problems] == [2]
    assert problems[2].startswith("not valid JSON: ")


def damaged(at: int) -> bytes:
    return SMALL[:at] + bytes([SMALL[at] ^ 0xFF]) + SMALL[at + 1 :]


@pytest.mark.parametrize(
    ("content", "lines", "state"),
    [
        pytest.param(SMALL[:1], 0, "damaged", id="first byte alone"),
        pytest.param(SMALL[:5], 0, "cut off", id="cut off in the header"),
        pytest.param(b"\x1f" + PLAIN, 0, "damaged", id="no gzip"),
        pytest.param(damaged(2), 0, "damaged", id="unknown method"),
        pytest.param(SMALL[:-4], COUNT, "cut off", id="cut off in the trailer"),
        pytest.param(damaged(len(SMALL) - 6), COUNT, "damaged", id="wrong checksum"),
        pytest.param(SMALL + b"more", COUNT, "damaged", id="followed by something else"),
        pytest.param(gzip.compress(LINES[0] + b"\n") + SMALL[:40], 1, "cut off", id="second part"),
    ],
)
def test_damaged_gzip_data_is_an_error_of_its_line(content: bytes, lines: int, state: str):
    with pipe(content) as piped:
        orders, problems = orders_and_problems(piped)

    reason = f"the gzip data is {state}; no line from here on is imported"
    assert (orders, problems) == (first_numbers(lines), {lines + 1: reason})


def test_sizes_of_batches_add_up_to_the_file(tmp_path: Path):
    text = b"\n".join(json.dumps(each).encode() for each in past_orders(1_100))
    for content in (text, gzip.compress(text)):
        file = tmp_path / "orders"
        file.write_bytes(content)
        with file.open("rb") as opened:
            sizes = [batch.size for batch in read_batches(opened)]

            assert len(sizes) == 3
            assert sum(sizes) == size_of(opened) == len(content)


def test_sizes_of_batches_of_a_pipe_are_in_lines():
    with pipe(PLAIN) as piped:
        assert size_of(piped) is None
        assert [batch.size for batch in read_batches(piped)] == [COUNT]


def test_a_compressed_file_is_read_piece_by_piece(tmp_path: Path):
    file = tmp_path / "orders.jsonl.gz"
    # An error takes no time to decode. The lines are 20 MB together.
    with gzip.open(file, "wb", compresslevel=1) as output:
        output.writelines(b'["' + b"x" * 10_000 + b'"]\n' for _ in range(2_000))

    with file.open("rb") as opened:
        tracemalloc.start()
        count = sum(len(batch.errors) for batch in read_batches(opened))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert count == 2_000
    assert peak < 5_000_000


@pytest.mark.parametrize("end", [b"", b"\n", b"\n" + PLAIN])
def test_a_too_long_line_is_skipped_without_being_kept(monkeypatch: pytest.MonkeyPatch, end: bytes):
    monkeypatch.setattr(import_lines, "MAX_LINE", 50_000)
    # Some kilobytes of gzip data that expand to 20 MB.
    content = gzip.compress(LINES[0] + b"\n" + b" " * 20_000_000 + end)

    with pipe(content) as piped:
        tracemalloc.start()
        orders, problems = orders_and_problems(piped)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert orders == first_numbers(1) + first_numbers(COUNT if PLAIN in end else 0, 3)
    assert [*problems] == [2]
    assert problems[2].startswith("the line has more than ")
    assert peak < 5_000_000


def test_a_batch_depends_on_one_with_the_same_external_id():
    held = [{"erp": "SO-1"}, {"erp": "SO-2"}, {"erp": "SO-1"}]
    first, second, third = (
        batch_of(order | {"external_ids": ids})
        for order, ids in zip(past_orders(3), held, strict=True)
    )

    assert third.depends_on(first)
    assert not second.depends_on(first)


def batch_of(order: dict[str, Any]) -> Batch:
    with pipe(json.dumps(order).encode()) as piped:
        return next(read_batches(piped))
