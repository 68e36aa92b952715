"""Returns, holds and replacements are imported from a file, and exported unchanged."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.import_export import contains, database, exact_lines, exported, imported
from tests.support.order_requests import order_document

AT = "2026-11-28T09:00:00Z"
RETURN: dict[str, Any] = {
    "id": "ret_1",
    "status": "closed",
    "items": [
        {
            "id": "iid_001",
            "quantity": 2,
            "reason": "too_small",
            "received": [
                {"quantity": 1, "condition": "resellable"},
                {"quantity": 1, "condition": "missing", "arrived": False},
            ],
        }
    ],
    "note": "By post",
    "tracking": [{"awb": "RET-1", "url": "https://post.example/RET-1"}],
    "created_at": AT,
    "updated_at": "2026-11-29T09:00:00.500000Z",
}
HOLDS: list[dict[str, Any]] = [
    {"id": "hld_1", "reason": "fraud_risk", "handle": "check", "note": "Call", "created_at": AT},
    {
        "id": "hld_2",
        "reason": "out_of_stock",
        "items": ["iid_002"],
        "until": "2099-12-01T00:00:00Z",
        "created_at": AT,
    },
]
SHIPPED = {"id": "ful_1", "status": "delivered", "items": [{"id": "iid_001", "quantity": 2}]}


def line(**fields: Any) -> str:
    """Return a line of an order with a return, holds and replacements."""
    whole = {
        "order_id": "ord_1",
        "created_at": AT,
        "fulfillments": [SHIPPED],
        "returns": [RETURN],
        "holds": HOLDS,
        "replaced_by": ["ord_2", "ord_3"],
    }
    return json.dumps(order_document(**whole | fields))


def test_a_hand_made_file_is_exported_unchanged(tmp_path: Path):
    url, other = database(tmp_path), database(tmp_path, "other")

    assert imported(url, line()) == (0, ["1 imported, 0 already there, 0 failed"])

    first = exported(url)
    (order,) = exact_lines(first)
    (wanted,) = exact_lines(line().encode())
    names = ("returns", "holds", "replaced_by")
    assert contains({n: order[n] for n in names}, {n: wanted[n] for n in names})
    # The units are bound to the fulfillment that shipped them.
    assert order["returns"][0]["items"][0]["shipped"] == [
        {"fulfillment_id": "ful_1", "quantity": 1}
    ]
    assert imported(other, first)[0] == 0
    assert exported(other) == first


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"returns": [RETURN | {"items": [RETURN["items"][0] | {"id": "iid_009"}]}]},
            "/returns/0/items/0/id: The order has no line item iid_009.",
        ),
        ({"returns": [RETURN | {"status": "lost"}]}, "/returns/0/status: "),
        ({"returns": [RETURN | {"items": []}]}, "/returns/0/items: "),
        (
            {"returns": [RETURN | {"updated_at": "yesterday"}]},
            "/returns/0/updated_at: ",
        ),
        ({"returns": [RETURN | {"status": "requested"}]}, "/returns/0/items/0/received: A return"),
        ({"fulfillments": []}, "/returns/0/items/0/quantity: More of iid_001 is in returns"),
        ({"holds": [HOLDS[0], HOLDS[0]]}, "/holds/1/id: The id hld_1 is used twice."),
        ({"holds": [HOLDS[1] | {"items": ["iid_9"]}]}, "/holds/0/items/0: The order has no line"),
        ({"holds": [HOLDS[0] | {"until": "soon"}]}, "/holds/0/until: "),
        ({"holds": [HOLDS[0] | {"reason": "rain"}]}, "/holds/0/reason: "),
        ({"status": "cancelled", "returns": []}, "/holds: A cancelled order has no holds"),
        ({"replaced_by": ["a b"]}, "/replaced_by/0: "),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_bad_part_is_named(url: str, fields: dict[str, Any], said: str):
    status, lines = imported(url, line(**fields))

    assert (status, lines[-1]) == (1, "0 imported, 0 already there, 1 failed")
    assert any(said in each for each in lines), lines


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database for lines that are not imported."""
    return database(tmp_path_factory.mktemp("bad"))
