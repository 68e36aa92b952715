import pytest
from attrs import evolve

from seller_orders.application.access import Scope
from tests.integration.http.operations import (
    ALL,
    BULK,
    CANCEL,
    CREATE,
    FULFILL,
    PAYMENT,
    REFUND,
    STATUS,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.integration.http.replays import is_replayed, shown
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, to_json
from tests.support.server_process import Server

KEY = {"Idempotency-Key": "key-1"}
LONGEST = 1024 * 1024


@pytest.fixture(scope="module")
def shared(server: Server) -> Subject:
    return subject_on(server)


def sent(
    subject: Subject, operation: Operation, body: bytes | None = None, query: str = "", **more: str
) -> Answer:
    """Send an operation with the key; by default its good body."""
    good = to_json(subject.good_body(operation))
    path = subject.path(operation) + query
    headers = {**KEY, **{name.replace("_", "-"): value for name, value in more.items()}}
    return subject.client.call(
        operation.method, path, good if body is None else body, headers=headers
    )


@pytest.mark.parametrize("operation", [STATUS, FULFILL, REFUND, CREATE, BULK], ids=str)
def test_a_malformed_request_does_not_use_its_key(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    domain_id = subject.client.domain_id
    reader = evolve(subject, client=server.client(Scope.READ, domain_id=domain_id))
    nobody = evolve(subject, client=subject.client.with_key(None))
    before = subject.state()

    refused = [
        sent(subject, operation, b'{"'),
        sent(nobody, operation),
        sent(reader, operation),
        sent(subject, operation, b" " * (LONGEST + 1)),
        sent(subject, operation, Content_Type="text/plain"),
        sent(subject, operation, Content_Encoding="gzip"),
        sent(subject, operation, b'{"unknown": 1}'),
        sent(subject, operation, query="?unknown=1"),
    ]
    unchanged, kept = subject.state(), stored.answers(domain_id)
    corrected = sent(subject, operation)
    again = sent(subject, operation)

    assert [answer.status for answer in refused] == [400, 401, 403, 413, 415, 415, 422, 422]
    assert not any(is_replayed(answer) for answer in refused)
    assert (unchanged, kept) == (before, [])
    assert corrected.status in {200, 201}
    assert not is_replayed(corrected)
    assert shown(again) == shown(corrected)


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL, PAYMENT], ids=str)
def test_a_dry_run_is_neither_stored_nor_replayed(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)

    dry = [sent(subject, operation, query="?dry_run=true") for _ in range(2)]
    kept = stored.answers(subject.client.domain_id)
    real = sent(subject, operation)
    after = sent(subject, operation, query="?dry_run=true")

    assert [answer.status for answer in dry] == [200, 200]
    assert kept == []
    assert not any(is_replayed(answer) for answer in [*dry, real, after])
    assert real.headers["ETag"] == '"4"'
    # It is decided on the current order, which may be a refusal.
    assert (after.status, after.headers["ETag"]) in {(200, '"4"'), (200, '"5"'), (409, None)}


def test_a_dry_run_rejects_a_malformed_key(server: Server):
    subject = subject_on(server)

    answer = sent(subject, STATUS, query="?dry_run=true", Idempotency_Key="x" * 256)

    assert (answer.status, answer.pointers) == (422, ["/Idempotency-Key"])


def test_a_key_on_a_read_is_ignored(server: Server, stored: DomainRows):
    subject = subject_on(server)
    path = f"/orders/{subject.order_id}"
    headers = {"Idempotency_Key": "key-1"}

    reads = [subject.client.get(path, **headers) for path in (path, f"{path}/actions", "/orders")]
    strange = subject.client.get(path, Idempotency_Key="")
    changed = sent(subject, STATUS)
    read = subject.client.get(path, **headers)

    assert {answer.status for answer in [*reads, strange]} == {200}
    assert not any(is_replayed(answer) for answer in [*reads, changed, read])
    assert read.json == changed.json
    assert len(stored.answers(subject.client.domain_id)) == 1


BAD_KEYS = {
    "empty": "",
    "empty in quotes": '""',
    "256 characters": "x" * 256,
    "256 characters in quotes": '"' + "x" * 256 + '"',
    "Latin-1": "clé",
    "UTF-8": "clé".encode().decode("latin-1"),
    "a tab": "a\tb",
}


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_malformed_key_is_422_with_a_pointer(shared: Subject, operation: Operation, key: str):
    before = shared.state()

    answer = shared.send_good(operation, Idempotency_Key=key)

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers == ["/Idempotency-Key"]
    assert shared.state() == before
