import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.import_export import DOMAIN, database, exact_lines, exported, imported
from tests.support import order_requests
from tests.support.server_process import run


def line(**changes: Any) -> str:
    return json.dumps(order_requests.order_document(**changes))


def change(data: dict[str, Any]) -> dict[str, Any]:
    known = {"id": "e", "type": "order.created", "by": "me", "version": 1}
    return {**known, "at": "2026-01-01T00:00:00Z", "data": data}


def deep(levels: int) -> dict[str, Any]:
    return {"x": deep(levels - 1)} if levels > 1 else {}


BAD_LINES = {
    "not JSON": "{'order_id': 'a'}",
    "cut off": line()[:-5],
    "no object": "[]",
    "null": "null",
    "a lone surrogate": line(note="\ud800"),
    "an unknown field": line(colour="red"),
    "a missing field": line(store_id=None),
    "too many decimals": line(tax_total=0.001),
    "a number beyond all decimals": line().replace("5.25", "1e99999999999999999999"),
    "NaN": line().replace("5.25", "NaN"),
    "a key twice": line().replace("{", '{"store_id": "store_9", ', 1),
    "a key twice in a line item": line().replace('"quantity"', '"quantity": 9, "quantity"', 1),
    "deep": "[" * 100_000 + "]" * 100_000,
    "a version of 0": line(version=0),
    "a refund above what was paid": line(
        payment={
            **order_requests.order_document()["payment"],
            "refunds": [
                {
                    "id": "r",
                    "amount": 251,
                    "status": "pending",
                    "created_at": "2026-01-01T00:00:00Z",
                }
            ],
        }
    ),
    "a NUL in the timeline": line(timeline=[change({"a": ["\x00"]})]),
    "a timeline with data 30 deep": line(timeline=[change(deep(30))]),
}


@pytest.fixture(scope="module")
def said_of_bad_lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int, list[str]]:
    """Import a file whose even lines are bad; return the database, exit status and output."""
    url = database(tmp_path_factory.mktemp("bad"))
    lines = []
    for n, bad in enumerate(BAD_LINES.values()):
        lines += [line(order_id=f"good_{n}"), bad]
    return url, *imported(url, "\n".join(lines))


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_reported_by_its_number(
    said_of_bad_lines: tuple[str, int, list[str]], name: str
):
    _, _, said = said_of_bad_lines
    number = 2 * list(BAD_LINES).index(name) + 2

    assert len([text for text in said if text.startswith(f"line {number}: ")]) == 1


def test_other_lines_are_imported_and_the_exit_status_is_1(
    said_of_bad_lines: tuple[str, int, list[str]],
):
    url, status, said = said_of_bad_lines

    assert status == 1
    count = len(BAD_LINES)
    assert said[-1] == f"{count} imported, 0 already there, {count} failed"
    assert len(said) == count + 1
    ids = {order["order_id"] for order in exact_lines(exported(url))}
    assert ids == {f"good_{n}" for n in range(count)}


def test_timeline_data_may_be_nested_29_levels_deep(tmp_path: Path):
    url = database(tmp_path)

    # The line, its timeline and the entry are the first three of 32 levels.
    status, said = imported(url, line(order_id="a", timeline=[change(deep(29))]))

    assert (status, said) == (0, ["1 imported, 0 already there, 0 failed"])
    assert exact_lines(exported(url))[0]["timeline"][0]["data"] == deep(29)


def test_existing_orders_are_counted_and_missing_ids_added(tmp_path: Path):
    url = database(tmp_path)
    lines = [
        "",
        line(order_id="a", order_number="1") + "\r",
        "  ",
        line(order_id="a", order_number="2"),
        line(order_id="b", order_number="1"),
        line(order_number="1002"),
        line(),
        line(),
    ]

    status, said = imported(url, "\n".join(lines))

    assert (status, len(said)) == (1, 2)
    # Blank lines are counted as lines.
    assert said[0].startswith("line 5: ")
    assert said[1] == "4 imported, 1 already there, 1 failed"
    found = exact_lines(exported(url))
    assert sorted(order["order_number"] for order in found) == ["1", "1001", "1002", "1003"]
    ids = [order["order_id"] for order in found]
    assert all(id == "a" or id.startswith("ord_") for id in ids)


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file", "--domain", DOMAIN],
        ["-"],
        ["-", "--domain", "a b"],
    ],
    ids=str,
)
def test_a_usage_error_is_explained(tmp_path: Path, arguments: list[str]):
    ended = run(database(tmp_path), "import", *arguments, stdin=line().encode())

    assert ended.returncode == 2
    assert b"Error: " in ended.stderr
    assert b"Traceback" not in ended.stderr
