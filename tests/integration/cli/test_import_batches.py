import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.import_export import database, exact_lines, exported, imported
from tests.support import order_requests
from tests.support.servers import fresh_database
from tests.support.time_limits import IMPORTED_AT_ONCE, LONG, shipped

BATCH = 500
"""Lines of a batch in the product."""

SMALL_BATCH = 100
"""Lines of a batch in tests of many batches."""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "SQLite":
        yield database(tmp_path)
    else:
        with fresh_database() as url:
            yield url


def line(n: int, **changes: Any) -> str:
    return json.dumps(
        order_requests.order_document(order_id=f"ord_{n}", order_number=f"N{n}", **changes)
    )


def numbered_by_the_domain(name: str) -> str:
    return json.dumps(order_requests.order_document(order_id=name))


def imported_in_small_batches(url: str, lines: Iterable[str]) -> tuple[int, list[str]]:
    limits = {**LONG, IMPORTED_AT_ONCE: SMALL_BATCH}
    return imported(url, "\n".join(lines), limits=limits)


def test_errors_are_reported_in_file_order(url: str):
    count = 5 * SMALL_BATCH
    bad = {n: line(n, colour="red") for n in range(0, count, 60)}

    status, said = imported_in_small_batches(url, (bad.get(n) or line(n) for n in range(count)))

    assert status == 1
    assert [text.split(":")[0] for text in said[:-1]] == [f"line {n + 1}" for n in bad]
    assert said[-1] == f"{count - len(bad)} imported, 0 already there, {len(bad)} failed"
    ids = {order["order_id"] for order in exact_lines(exported(url))}
    assert ids == {f"ord_{n}" for n in range(count) if n not in bad}


def test_a_batch_sees_the_orders_of_the_previous_one(url: str):
    assert shipped(IMPORTED_AT_ONCE) == BATCH
    lines = [line(n) for n in range(BATCH)]
    # In the second batch: the first again, one of its numbers under another id, and new ones.
    lines += [line(n) for n in range(100)]
    lines += [json.dumps(order_requests.order_document(order_id="other", order_number="N7"))]
    lines += [line(n) for n in range(BATCH, 2 * BATCH - 101)]
    # In the third: orders that the domain is to number.
    lines += [numbered_by_the_domain(f"own_{n}") for n in range(10)]

    status, said = imported(url, "\n".join(lines))

    assert (status, len(said)) == (1, 2)
    assert said[0].startswith(f"line {BATCH + 101}: ")
    assert said[1] == f"{2 * BATCH - 101 + 10} imported, 100 already there, 1 failed"
    found = {order["order_id"]: order["order_number"] for order in exact_lines(exported(url))}
    assert found["ord_7"] == "N7"
    assert len(set(found.values())) == len(found)
    assert [found[f"own_{n}"] for n in range(10)] == [str(1001 + n) for n in range(10)]


def test_all_kinds_of_errors_are_reported_in_file_order(url: str):
    lines = [line(n) for n in range(3 * SMALL_BATCH)]
    for refused in (10, SMALL_BATCH + 10):
        lines[refused] = json.dumps(
            order_requests.order_document(order_id=f"x_{refused}", order_number="N0")
        )
    for bad in (SMALL_BATCH + 5, 2 * SMALL_BATCH + 5):
        lines[bad] = line(bad, colour="red")

    _, said = imported_in_small_batches(url, lines)

    numbers = [int(text.split(":")[0].removeprefix("line ")) for text in said[:-1]]
    assert numbers == [11, SMALL_BATCH + 6, SMALL_BATCH + 11, 2 * SMALL_BATCH + 6]
