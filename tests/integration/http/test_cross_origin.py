"""Requests from scripts of other web origins (CORS)."""

import pytest

from tests.support.http_client import Client
from tests.support.server_process import Server

SHOP = "https://shop.example"
IPV6 = "http://[::1]:3000"
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture
def client(forward: Server) -> Client:
    return forward.client()


def preflight(client: Client, path: str, origin: str, headers: str = "authorization"):
    return client.with_key(None).call(
        "OPTIONS",
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": headers,
        },
    )


@pytest.mark.parametrize("origin", [SHOP, IPV6])
def test_a_named_origin_may_call_without_a_credential(client: Client, origin: str):
    asked = "authorization, content-type, idempotency-key, if-match, x-other"

    answer = preflight(client, "/orders/ord_1/status", origin, asked)

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers[ALLOWED] == origin
    assert answer.headers["Access-Control-Allow-Headers"] == asked.removesuffix(", x-other")
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_preflight_request_is_not_counted(client: Client):
    """Every request that is counted reports its limit."""
    assert "RateLimit" in client.get("/orders").headers
    assert "RateLimit" not in preflight(client, "/orders", SHOP).headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://shop.example", f"{SHOP}.evil.example", "null"]
)
def test_another_origin_is_not_allowed(client: Client, origin: str):
    assert ALLOWED not in preflight(client, "/orders", origin).headers
    assert ALLOWED not in client.get("/orders", Origin=origin).headers


def test_scripts_can_read_the_headers_of_answers(client: Client):
    answer = client.get("/orders", Origin=SHOP)
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")

    assert answer.headers[ALLOWED] == SHOP
    assert {"ETag", "Location", "Idempotent-Replayed", "RateLimit", "X-Cache"} < {*exposed}
    assert {"RateLimit-Policy", "Retry-After", "X-Request-Id"} < {*exposed}


def test_scripts_can_read_refusals(client: Client):
    unknown = client.get("/orders/nosuch", Origin=SHOP)
    nobody = client.with_key(None).get("/orders", Origin=SHOP)

    assert (unknown.status, unknown.headers[ALLOWED]) == (404, SHOP)
    assert (nobody.status, nobody.headers[ALLOWED]) == (401, SHOP)


def test_other_options_requests_are_refused(client: Client):
    assert client.call("OPTIONS", "/orders").status == 405
    assert client.call("OPTIONS", "/orders", headers={"Origin": SHOP}).status == 405


def test_requests_without_an_origin_get_no_such_header(client: Client):
    assert ALLOWED not in client.get("/orders").headers


def test_no_origin_is_allowed_unless_it_is_named(server: Server):
    client = server.client()

    assert preflight(client, "/orders", SHOP).status == 405
    assert ALLOWED not in client.get("/orders", Origin=SHOP).headers
