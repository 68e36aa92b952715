import pytest

from tests.integration.http.operations import (
    BULK,
    CHANGES,
    CREATE,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.support.server_process import Server

# The subject is at version 3: created, shipped in part, refunded in part.
MATCHING = ['"3"', "*", '"1", "3"', '"3","7"', 'W/"1", "3"']
OTHER = ['"2"', '"4"', '"1", "4"', 'W/"3"', "3x", '"03"', '"three"', '""', "", '"³"', '"-3"']
OTHER += ['"' + "9" * 5_000 + '"', "," * 1_000, '"3']


@pytest.fixture(scope="module")
def shared(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize("operation", CHANGES, ids=str)
@pytest.mark.parametrize("tag", MATCHING)
def test_matching_if_match_is_accepted(server: Server, operation: Operation, tag: str):
    subject = subject_for(server, operation)

    answer = subject.send_good(operation, If_Match=tag)

    assert answer.status in {200, 201}
    assert subject.client.get(f"/orders/{subject.order_id}").json["version"] == 4


@pytest.mark.parametrize("operation", CHANGES, ids=str)
@pytest.mark.parametrize("tag", OTHER, ids=lambda tag: tag[:12])
def test_other_if_match_is_412_and_writes_nothing(shared: Subject, operation: Operation, tag: str):
    before = shared.state()

    answer = shared.send_good(operation, If_Match=tag.encode().decode("latin-1"))

    assert (answer.status, answer.code) == (412, "version_mismatch")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert shared.state() == before


def test_if_match_fails_after_a_change(server: Server):
    subject = subject_on(server)
    first = CHANGES[0]
    tag = subject.client.get(f"/orders/{subject.order_id}").headers["ETag"]

    answers = [subject.send_good(operation, If_Match=tag) for operation in (first, CHANGES[1])]

    assert [answer.status for answer in answers] == [200, 412]


@pytest.mark.parametrize("operation", CHANGES, ids=str)
@pytest.mark.parametrize("tag", ['"3"', "*"])
def test_missing_order_is_404_with_any_if_match(shared: Subject, operation: Operation, tag: str):
    nowhere = Subject(shared.client, shared.stored, *["missing"] * 3)

    answer = nowhere.send_good(operation, If_Match=tag)

    assert (answer.status, answer.code) == (404, "order_not_found")


@pytest.mark.parametrize("operation", [CREATE, BULK], ids=str)
@pytest.mark.parametrize("tag", ['"3"', "*", ""])
def test_if_match_is_422_without_a_single_version(shared: Subject, operation: Operation, tag: str):
    before = shared.state()

    answer = shared.send_good(operation, If_Match=tag)

    assert answer.status == 422
    assert shared.state() == before


@pytest.mark.parametrize("tag", ['"2"', '"4"'])
def test_dry_run_checks_if_match(shared: Subject, tag: str):
    path = f"/orders/{shared.order_id}/status?dry_run=true"

    answer = shared.client.patch(path, {"status": "processing"}, If_Match=tag)

    assert answer.status == 412
