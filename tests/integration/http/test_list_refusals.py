import base64

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

BAD = [
    *(f"page={value}" for value in ("0", "-1", "1000001", "1000000000000000000", "1.5", "x", "")),
    *(f"limit={value}" for value in ("0", "-1", "101", "1000000000", "1.5", "1e9", "null")),
    *(f"limit={value}" for value in ("%2B5", "%205", "1_0", "0x10", "%D9%A1", "9" * 5_000)),
    *(f"{name}={value}" for name in ("page", "limit") for value in ("1.0", "1e1", "10000000000")),
    *(
        f"{name}={value}"
        for name in ("status", "payment_status", "fulfillment_status", "financial_status")
        for value in ("new", "Paid", "", "paid,,paid", "null", "%00")
    ),
    *(f"store_id={value}" for value in ("", "a%20b", "%00")),
    *(f"customer_id={value}" for value in ("", "x" * 256, "a%09b", "%00")),
    *(f"tag={value}" for value in ("", "x" * 65, "%00")),
    *(f"awb={value}" for value in ("", "x" * 501, "%00")),
    *(f"q={value}" for value in ("", "x" * 501, "%00", "--", "%20", "+".join("a" * 21))),
    *(f"sku={value}" for value in ("", "x" * 501, "%00")),
    *(f"country={value}" for value in ("", "in", "IND", "ZZ", "%00")),
    *(
        f"{name}={value}"
        for name in ("total_min", "total_max")
        for value in ("", "x", "NaN", "1e3", "1_000", "-1", "1,5", ".5", "5.", "1000000000000")
    ),
    *(f"return_status={value}" for value in ("new", "Returned", "", "none,,none", "%00")),
    *(f"{name}={value}" for name in ("held", "late") for value in ("", "1", "True", "null")),
    *(f"assignee={value}" for value in ("", "a%20b", "x" * 65, "%00")),
    *(f"search={value}" for value in ("", "x" * 501, "%00")),
    *(
        f"{name}={value}"
        for name in ("date_from", "date_to", "updated_from", "updated_to")
        for value in (
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "20260101",
            "2026-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00%20IST",
            "2026-01-01T00:00:00%2B25:00",
            "2026-01-01T24:30:00Z",
            "0001-01-01T00:00:00%2B14:00",
            "9999-12-31T23:59:59-14:00",
            "1767225600",
            "null",
            "",
        )
    ),
    *(f"sort_by={value}" for value in ("price", "", "null", "created_at,total", "CREATED_AT")),
    *(f"sort_order={value}" for value in ("up", "", "null", "DESC")),
    *(f"{name}=1" for name in ("offset", "Page", "order_id", "dry_run", "domain_id", "a.b")),
]


@pytest.mark.parametrize("query", BAD, ids=lambda query: query[:40])
def test_invalid_or_unknown_parameter_is_422(client: Client, query: str):
    answer = client.get(f"/orders?{query}")

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers == [f"/{query.partition('=')[0]}"]


@pytest.mark.parametrize(
    "name",
    [
        "assignee",
        "held",
        "customer_id",
        "limit",
        "sort_by",
        "tag",
        "cursor",
        "date_from",
        "q",
        "updated_from",
    ],
)
def test_repeated_single_value_is_422(client: Client, name: str):
    answer = client.get(f"/orders?{name}=1&{name}=1")

    assert (answer.status, answer.pointers) == (422, [f"/{name}"])
    assert answer.json["errors"][0]["code"] == "repeated"


def test_bad_value_of_a_repeated_list_is_422(client: Client):
    for query in ("status=pending&status=new", "status=pending&status=", "status=&status=pending"):
        answer = client.get(f"/orders?{query}")

        assert (answer.status, answer.pointers) == (422, ["/status"])


def cursor_of(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode("utf-8", "surrogatepass")).decode().rstrip("=")


MADE_UP = [
    "",
    "null",
    "[]",
    "{}",
    "[" * 5_000,
    '["created_at","desc"]',
    '["price","desc",1,"ord_1"]',
    '["total","desc",-1,"ord_1"]',
    '["total","desc",1.5,"ord_1"]',
    '["total","desc",1e999,"ord_1"]',
    '["total","desc",1e99999999999999999999,"ord_1"]',
    f'["total","desc",{"9" * 5_000},"ord_1"]',
    '["total","desc",99999999999999999999,"ord_1"]',
    '["total","up",1,"ord_1"]',
    '["total","desc",1,"a b"]',
    '["total","desc",1,"ord_1",1]',
    '["created_at","desc","yesterday","ord_1"]',
    '["created_at","desc","2026-01-01T00:00:00","ord_1"]',
    '["created_at","desc",0,"ord_1"]',
    '["status","asc","new","ord_1"]',
    r'["order_number","asc","a\u0000","ord_1"]',
    r'["order_number","asc","\ud800","ord_1"]',
]


@pytest.mark.parametrize("content", MADE_UP, ids=lambda content: content[:48])
def test_forged_cursor_is_422(client: Client, content: str):
    answer = client.get(f"/orders?cursor={cursor_of(content)}")

    assert answer.status == 422
    assert answer.pointers == ["/cursor"]


@pytest.mark.parametrize("text", ["x", "ab=", "====", "%00", "%FF", "%F0%9F%98%80", b"a b".hex()])
def test_cursor_without_base64_is_422(client: Client, text: str):
    answer = client.get(f"/orders?cursor={text}")

    assert answer.status == 422
    assert answer.pointers == ["/cursor"]


def test_altered_cursor_never_fails(client: Client):
    for _ in range(2):
        order_requests.create_order(client)
    cursor = client.get("/orders?limit=1").json["pagination"]["next_cursor"]
    altered = [cursor[:n] for n in range(1, len(cursor))]
    altered += [cursor[:n] + "A" + cursor[n + 1 :] for n in range(len(cursor))]

    answers = [client.get(f"/orders?cursor={each}") for each in altered]

    # An altered id is another valid position; all other alterations are refused.
    assert {answer.status for answer in answers} == {200, 422}
    assert all(answer.status == 422 for answer in answers[: len(cursor) - 4])


@pytest.mark.parametrize("page", ["1", "2"])
def test_cursor_and_page_exclude_each_other(client: Client, page: str):
    for _ in range(2):
        order_requests.create_order(client)
    cursor = client.get("/orders?limit=1").json["pagination"]["next_cursor"]

    answer = client.get(f"/orders?limit=1&cursor={cursor}&page={page}")

    assert answer.status == 422
    assert answer.pointers == ["/page"]


def test_other_domains_cursor_shows_no_foreign_order(client: Client, other: Client):
    for _ in range(3):
        order_requests.create_order(other)
    cursor = other.get("/orders?limit=1").json["pagination"]["next_cursor"]

    answer = client.get(f"/orders?cursor={cursor}")

    assert answer.json["orders"] == []
