import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from attrs import evolve

from tests.integration.http.operations import ALL, Operation, Subject, subject_on
from tests.support import order_requests
from tests.support.http_client import BASE, Answer, Client
from tests.support.server_process import Server, succeed

READS = ["/orders", "/orders/{id}", "/orders/{id}/actions"]

BAD_CREDENTIALS = {
    "none": None,
    "an unknown key": "Bearer sok_unknown",
    "no key": "Bearer",
    "blanks": "Bearer    ",
    "another scheme": "Basic dXNlcjpwYXNzd29yZA==",
    "the bare key": "{key}",
    "a key with its end cut off": "Bearer {key:.30}",
    "two keys": "Bearer {key} {key}",
    "a key in a list": "Bearer {key}, Bearer {key}",
    "a very long key": "Bearer " + "x" * 10_000,
    "other characters": "Bearer ké\xff",
    "a quote": "Bearer ' OR 1=1 --",
}


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def every_answer(subject: Subject, authorization: str | None) -> list[Answer]:
    """Call every operation with one credential."""
    client = subject.client.with_key(None)
    headers = {"Authorization": authorization} if authorization else {}
    return [
        *(client.call("GET", path.format(id=subject.order_id), headers=headers) for path in READS),
        *(
            client.call(operation.method, subject.path(operation), b"{}", headers=headers)
            for operation in ALL
        ),
    ]


def is_problem(answer: Answer) -> bool:
    """Return whether a response has all members of a problem."""
    members = {"type", "title", "status", "detail", "instance", "code"}
    return (
        answer.headers["Content-Type"] == "application/problem+json"
        and members <= answer.json.keys()
        and answer.json["status"] == answer.status
        and all(isinstance(answer.json[name], str) for name in members - {"status"})
    )


@pytest.mark.parametrize("credential", BAD_CREDENTIALS.values(), ids=BAD_CREDENTIALS)
def test_every_operation_needs_a_valid_credential(subject: Subject, credential: str | None):
    before = subject.state()

    given = credential.format(key=subject.client.key) if credential else None
    answers = every_answer(subject, given)

    assert {answer.status for answer in answers} == {401}
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)
    assert all(is_problem(answer) for answer in answers)
    assert subject.state() == before


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_auth_scheme_is_case_insensitive(subject: Subject, scheme: str):
    client = subject.client.with_key(None)

    answer = client.get("/orders", Authorization=f"{scheme} {subject.client.key}")

    assert answer.status == 200


def test_other_domain_is_403_whether_it_exists_or_not(server: Server):
    here, there = subject_on(server), subject_on(server)
    nowhere = evolve(there, client=here.client.for_domain("dom_nowhere"))
    trespasser = evolve(there, client=here.client.for_domain(there.client.domain_id))
    before = there.state()

    credential = f"Bearer {here.client.key}"
    answers = every_answer(nowhere, credential) + every_answer(trespasser, credential)

    assert {(answer.status, answer.code) for answer in answers} == {(403, "domain_forbidden")}
    assert all(is_problem(answer) for answer in answers)
    assert len({answer.json["detail"] for answer in answers}) == 1
    assert there.state() == before


def test_issued_key_works_until_revoked(server: Server):
    domains = [f"dom_{uuid4().hex[:12]}" for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda d: succeed(server.url, "keys", "create", "--domain", d), domains)
        good, revoked = (key.decode().strip() for key in made)
    listed = [json.loads(line) for line in succeed(server.url, "keys", "list").splitlines()]
    [key_id] = [key["id"] for key in listed if key["domain_id"] == domains[1]]

    # The server has not seen this key yet, so it is not in its cache.
    succeed(server.url, "keys", "revoke", key_id)

    assert Client(port=server.port, domain_id=domains[0], key=good).get("/orders").status == 200
    answer = Client(port=server.port, domain_id=domains[1], key=revoked).get("/orders")
    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("key", [None, "sok_unknown"])
def test_health_checks_need_no_credential(server: Server, path: str, key: str | None):
    answer = server.anybody("none").with_key(key).send("GET", path)

    assert answer.status == 200


def test_log_never_contains_a_key(server: Server, client: Client):
    order_requests.create_order(client)
    client.with_key("sok_secret_that_is_wrong").get("/orders")

    log = server.log.read_text()

    assert str(client.key) not in log
    assert "sok_secret_that_is_wrong" not in log


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_access_is_checked_before_the_body(subject: Subject, operation: Operation):
    url = f"{BASE}/dom_nowhere{subject.path(operation)}"

    anybody = subject.client.with_key(None).send(operation.method, url, b"not json")
    stranger = subject.client.send(operation.method, url, b"not json")

    assert (anybody.status, stranger.status) == (401, 403)
