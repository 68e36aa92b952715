"""Times in forged cursors. PostgreSQL refuses offsets of 16 hours and more, SQLite none."""

import base64
import json

import pytest

from tests.support.http_client import Client

UNUSUAL = "2026-01-01T00:00:00+23:59"
BEYOND_UTC = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-23:59"]
LISTS = [
    ("/orders", ["created_at", "desc"], ["ord_1"]),
    ("/orders", ["updated_at", "asc"], ["ord_1"]),
    ("/orders", ["ship_by", "asc"], ["ord_1"]),
    ("/refunds", [], ["ord_1", "rfd_1"]),
    ("/webhook-endpoints/{endpoint}/deliveries", [], ["whd_1"]),
]


@pytest.fixture
def endpoint(client: Client) -> str:
    created = client.post("/webhook-endpoints", {"url": "https://erp.example"})
    return str(created.json["id"])


def with_cursor(path: str, endpoint: str, position: list[str]) -> str:
    cursor = base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")
    return f"{path.format(endpoint=endpoint)}?cursor={cursor}"


@pytest.mark.parametrize(("path", "before", "after"), LISTS)
def test_a_time_with_an_unusual_offset_is_read(
    client: Client, endpoint: str, path: str, before: list[str], after: list[str]
):
    answer = client.get(with_cursor(path, endpoint, [*before, UNUSUAL, *after]))

    assert answer.status == 200


@pytest.mark.parametrize("moment", BEYOND_UTC)
@pytest.mark.parametrize(("path", "before", "after"), LISTS)
def test_a_time_that_utc_cannot_represent_is_refused(
    client: Client, endpoint: str, path: str, before: list[str], after: list[str], moment: str
):
    answer = client.get(with_cursor(path, endpoint, [*before, moment, *after]))

    assert answer.status == 422
    assert answer.pointers == ["/cursor"]
