import pytest

from tests.integration.http.operations import (
    ALL,
    CANCEL,
    FULFILL,
    STATUS,
    Operation,
    Subject,
    subject_on,
)
from tests.support.http_client import Answer, to_json
from tests.support.server_process import Server

# What a real call makes anew: ids and times.
FRESH = {"id", "at", "created_at", "updated_at", "refund_id", "fulfillment_id"}
REFUSED = [
    (STATUS, b'{"status": "new"}', 422),
    (FULFILL, b'{"items": [{"id": "iid_001", "quantity": 9}]}', 409),
    (FULFILL, b'{"items": [{"id": "iid_009", "quantity": 1}]}', 422),
    (CANCEL, b'{"reason": "fraud", "refund": true, "refund_amount": 9999}', 409),
]


def send(subject: Subject, operation: Operation, body: bytes, query: str) -> Answer:
    return subject.client.call(operation.method, subject.path(operation) + query, body)


def timeless(value: object) -> object:
    """Leave out what is different each time."""
    if isinstance(value, list):
        return [timeless(each) for each in value]
    if isinstance(value, dict):
        return {name: timeless(each) for name, each in value.items() if name not in FRESH}
    return value


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL], ids=str)
def test_a_dry_run_answers_as_the_real_call_would_and_changes_nothing(
    server: Server, operation: Operation
):
    subject = subject_on(server)
    body = operation.body | {"notify_customer": True}
    if operation is CANCEL:
        body |= {"refund": True, "restock": True}
    before = subject.state()

    dry = send(subject, operation, to_json(body), "?dry_run=true")
    unchanged = subject.state()
    real = send(subject, operation, to_json(body), "")

    assert dry.status == 200
    assert "Location" not in dry.headers
    assert unchanged == before
    assert real.status in {200, 201}
    assert timeless(dry.json) == timeless(real.json)
    assert subject.state() != before


@pytest.mark.parametrize(("operation", "body", "status"), REFUSED)
def test_a_dry_run_is_refused_as_the_real_call_would_be(
    server: Server, operation: Operation, body: bytes, status: int
):
    subject = subject_on(server)

    dry = send(subject, operation, body, "?dry_run=true")
    real = send(subject, operation, body, "")

    assert dry.status == real.status == status
    assert dry.json == real.json


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL], ids=str)
def test_a_dry_run_that_is_false_is_a_real_call(server: Server, operation: Operation):
    subject = subject_on(server)
    before = subject.state()

    answer = send(subject, operation, to_json(operation.body), "?dry_run=false")

    assert answer.status in {200, 201}
    assert subject.state() != before


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL], ids=str)
@pytest.mark.parametrize("query", ["?dry_run=yes", "?dry_run=", "?dry_run=2", "?dry_run=null"])
def test_a_dry_run_that_is_neither_true_nor_false_is_422(
    server: Server, operation: Operation, query: str
):
    subject = subject_on(server)
    before = subject.state()

    answer = send(subject, operation, to_json(operation.body), query)

    assert answer.status == 422
    assert answer.pointers == ["/dry_run"]
    assert subject.state() == before


@pytest.mark.parametrize(
    ("operation", "query"),
    [
        *((each, "?dry_run=true") for each in ALL if each not in (STATUS, FULFILL, CANCEL)),
        *((each, "?DRY_RUN=true") for each in ALL),
    ],
    ids=str,
)
def test_a_parameter_that_an_operation_does_not_take_is_422_rather_than_done_for_real(
    server: Server, operation: Operation, query: str
):
    subject = subject_on(server)
    before = subject.state()

    answer = send(subject, operation, to_json(subject.good_body(operation)), query)

    assert answer.status == 422
    assert answer.pointers == ["/" + query[1:].partition("=")[0]]
    assert subject.state() == before
