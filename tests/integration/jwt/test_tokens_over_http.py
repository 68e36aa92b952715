from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tests.integration.jwt.provider import AUDIENCE, ISSUER, Provider
from tests.support.http_client import Client
from tests.support.log_lines import lines_of
from tests.support.order_requests import create_order
from tests.support.server_process import Server, serving


@frozen
class Served:
    server: Server
    provider: Provider
    file: Path

    def client(self, **claims: Any) -> Client:
        return self.server.anybody("dom_1").with_key(self.provider.token("RS256", **claims))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tokens")
    provider, file = Provider(), folder / "jwks.json"
    provider.add("RS256", "RS256")
    provider.publish(file)
    with serving(folder, JWT_ISSUER=ISSUER, JWT_AUDIENCE=AUDIENCE, JWT_JWKS=str(file)) as server:
        yield Served(server, provider, file)


def test_a_token_gives_access_to_its_domains(served: Served):
    client = served.client()

    order = create_order(client)

    assert order["timeline"][0]["by"] == "jwt:auth0|anna"
    assert client.get(f"/orders/{order['order_id']}").status == 200
    assert client.for_domain("dom_2").get("/orders").status == 200


def test_the_subject_is_logged_as_a_hash(served: Served):
    answers = [served.client().get("/orders"), served.client().for_domain("dom_3").get("/orders")]

    pseudonym = sha256(b"auth0|anna").hexdigest()[:16]
    [read] = lines_of(served.server.log, answers[0])
    [refused] = lines_of(served.server.log, answers[1], "access_refused")
    assert read["who"] == refused["who"] == f"jwt:{pseudonym}"
    assert "auth0" not in served.server.log.read_text()


@pytest.mark.parametrize("domain_id", ["dom_3", "dom_", "none"])
def test_any_other_domain_is_forbidden(served: Served, domain_id: str):
    answer = served.client().for_domain(domain_id).get("/orders")

    assert (answer.status, answer.code) == (403, "domain_forbidden")


def test_a_token_needs_the_operations_scope(served: Served):
    order = create_order(served.client())

    answer = served.client().post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})

    assert (answer.status, answer.code) == (403, "insufficient_scope")


@pytest.mark.parametrize("wrong", [{"exp": 1}, {"iss": "other"}, {"aud": "other"}, {"sub": None}])
def test_an_invalid_token_is_401(served: Served, wrong: dict[str, Any]):
    answer = served.client(**wrong).get("/orders")

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_api_keys_work_beside_tokens(served: Served):
    assert served.server.client().get("/orders").status == 200


def test_without_a_key_set_tokens_are_503_and_api_keys_work(served: Served):
    hidden = served.file.with_suffix(".hidden")
    served.file.rename(hidden)
    try:
        answer = served.client().get("/orders")
        with_key = served.server.client().get("/orders")
    finally:
        hidden.rename(served.file)

    assert (answer.status, answer.code) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert with_key.status == 200
    assert served.client().get("/orders").status == 200
