import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.order_requests import create_order
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url

QUOTA = 30
SHOWN = re.compile(r'"(domain|credential)";r=(\d+);t=(\d+)')


@pytest.fixture(scope="module", params=["memory", "redis"])
def limited(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("limited")
    with ExitStack() as held:
        url, redis = None, ""
        if request.param == "redis":
            url, redis = held.enter_context(fresh_database()), redis_url()
        limit = f"{QUOTA}/day"
        yield held.enter_context(serving(folder, url, REDIS_URL=redis, RATE_LIMIT=limit))


def test_a_noisy_domain_is_limited_and_another_is_not(limited: Server):
    noisy, quiet = limited.client(), limited.client()

    answers = [noisy.get("/orders") for _ in range(QUOTA + 5)]

    assert [answer.status for answer in answers] == [200] * QUOTA + [429] * 5
    assert quiet.get("/orders").status == 200
    refused = answers[-1]
    assert refused.code == "rate_limited"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 86_400


def test_every_response_states_the_remaining_quota(limited: Server):
    client = limited.client()

    answers = [client.get("/orders/none"), client.get("/orders"), client.get("/orders?limit=0")]

    assert [answer.status for answer in answers] == [404, 200, 422]
    shown = [SHOWN.fullmatch(answer.headers["RateLimit"]) for answer in answers]
    assert [match and int(match[2]) for match in shown] == [QUOTA - 1, QUOTA - 2, QUOTA - 3]
    assert answers[0].headers["RateLimit-Policy"] == f'"domain";q={QUOTA};w=86400'


def test_keys_of_one_domain_share_its_quota(limited: Server):
    first = limited.client()
    second = limited.client(domain_id=first.domain_id)
    for _ in range(QUOTA // 2):
        assert first.get("/orders").status == second.get("/orders").status == 200

    assert (first.get("/orders").status, second.get("/orders").status) == (429, 429)


def test_a_limited_request_changes_nothing(limited: Server):
    client = limited.client()
    order = create_order(client)
    while client.get("/orders").status == 200:
        pass
    body = {"status": "shipped"}
    path = f"/orders/{order['order_id']}/status"

    refused = client.patch(path, body, Idempotency_Key="k")

    assert refused.status == 429


def test_unauthorized_requests_do_not_use_the_quota(limited: Server):
    client = limited.client()
    for _ in range(QUOTA):
        assert client.with_key("sok_no_key").get("/orders").status == 401

    assert client.get("/orders").status == 200


@pytest.fixture
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("unlimited"), RATE_LIMIT="off") as server:
        yield server


def test_without_a_limit_nothing_is_counted(unlimited: Server):
    answer = unlimited.client().get("/orders")

    assert answer.status == 200
    assert "RateLimit" not in answer.headers
