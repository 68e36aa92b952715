import base64

import pytest

from tests.support.http_client import Client


@pytest.mark.parametrize(
    "query",
    [
        *(f"status={value}" for value in ("paid", "", "Pending", "pending,,failed", "%00", "null")),
        *(f"limit={value}" for value in ("0", "-1", "101", "x", "1.0", "null", "")),
        *(f"cursor={value}" for value in ("", "x", "W10", "bnVsbA", "%00", "%C3%A9")),
        *(f"{name}=1" for name in ("page", "offset", "order_id", "sort_by", "Status")),
    ],
)
def test_invalid_or_unknown_parameter_is_422(client: Client, query: str):
    answer = client.get(f"/refunds?{query}")

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers == [f"/{query.partition('=')[0]}"]


def test_repeated_single_value_is_422(client: Client):
    answer = client.get("/refunds?limit=1&limit=2")

    assert (answer.status, answer.pointers) == (422, ["/limit"])


@pytest.mark.parametrize(
    "place",
    [
        '["2026-01-01T00:00:00","ord_1","rfd_1"]',
        '["2026-13-01T00:00:00Z","ord_1","rfd_1"]',
        '["2026-01-01T00:00:00Z","ord 1","rfd_1"]',
        '["2026-01-01T00:00:00Z","ord_1"]',
        '["2026-01-01T00:00:00Z","ord_1",1e999]',
        "[" * 5_000,
    ],
    ids=lambda place: place[:50],
)
def test_forged_cursor_is_422(client: Client, place: str):
    answer = client.get(f"/refunds?cursor={cursor_of(place)}")

    assert (answer.status, answer.pointers) == (422, ["/cursor"])


def cursor_of(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
