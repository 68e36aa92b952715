from typing import Any

import pytest

from seller_orders.application.access import Scope
from tests.integration.http.operations import (
    CANCEL,
    CREATE,
    OF_ORDERS,
    REFUND,
    REPLAYED_WHOLE,
    STATUS,
    Operation,
    subject_for,
    subject_on,
)
from tests.integration.http.replays import SHOWN, is_replayed, shown
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client, to_json
from tests.support.server_process import Server

OF_ANY_ANSWER = {
    *("date", "server", "ratelimit", "ratelimit-policy"),
    *("x-request-id", "x-content-type-options", "cache-control"),
}


@pytest.mark.parametrize("operation", OF_ORDERS, ids=str)
def test_a_repeated_key_replays_the_first_response(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    domain_id = subject.client.domain_id
    before = stored.messages(domain_id)

    first = subject.send_good(operation, Idempotency_Key="key-1")
    state, events = subject.state(), stored.messages(domain_id)
    again = [subject.send_good(operation, Idempotency_Key="key-1") for _ in range(2)]

    assert first.status in {200, 201}
    assert [shown(answer) for answer in again] == [shown(first)] * 2
    assert [is_replayed(answer) for answer in (first, *again)] == [False, True, True]
    assert len(events) == len(before) + 1
    assert subject.state() == state
    assert [row.message_id for row in stored.messages(domain_id)] == [
        row.message_id for row in events
    ]


@pytest.mark.parametrize("operation", REPLAYED_WHOLE, ids=str)
def test_a_replay_adds_only_the_replay_header(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    first = subject.send_good(operation, Idempotency_Key="key-1")

    again = subject.send_good(operation, Idempotency_Key="key-1")

    # A replay executes no step, so it has no Server-Timing.
    expected = {name.lower() for name in first.headers} - {"server-timing"}
    assert {name.lower() for name in again.headers} == expected | {"idempotent-replayed"}
    assert expected <= {name.lower() for name in SHOWN} | OF_ANY_ANSWER


@pytest.mark.parametrize("operation", [op for op in OF_ORDERS if op is not CREATE], ids=str)
def test_a_replay_is_unaffected_by_later_changes(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    first = subject.send_good(operation, Idempotency_Key="key-1")
    tags = {"order_ids": [subject.order_id], "action": "add_tags", "data": {"tags": ["later"]}}
    assert subject.client.patch("/orders/bulk", tags).json["success"]
    state = subject.state()

    again = subject.send_good(operation, Idempotency_Key="key-1")

    assert shown(again) == shown(first)
    assert subject.state() == state


def test_side_effects_of_a_change_happen_once(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    body = {"reason": "fraud", "refund": True, "restock": True, "notify_customer": True}

    answers = [
        client.post(f"/orders/{order['order_id']}/cancel", body, Idempotency_Key="key-1")
        for _ in range(3)
    ]

    assert [is_replayed(answer) for answer in answers] == [False, True, True]
    assert len(stored.messages(client.domain_id, "payment")) == 1
    assert len(stored.messages(client.domain_id, "log")) == 1
    assert len(stored.restocks(client.domain_id)) == 2


@pytest.mark.parametrize("operation", [STATUS, REFUND, CREATE], ids=str)
def test_another_key_or_none_is_another_request(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    domain_id = subject.client.domain_id
    headers: list[dict[str, str]] = [{}, {}, {"Idempotency_Key": "a"}, {"Idempotency_Key": "A"}]

    answers = [subject.send_good(operation, **given) for given in headers]

    assert not any(is_replayed(answer) for answer in answers)
    assert sorted(row.key for row in stored.answers(domain_id)) == ["A", "a"]
    # Setting the same status again is no change; the other operations take effect each time.
    times = 1 if operation is STATUS else 4
    assert len(stored.messages(domain_id)) == 3 + times


@pytest.mark.parametrize(
    ("bare", "quoted"),
    [("key-1", '"key-1"'), ("a, b", '"a, b"'), ('a"b\\c', r'"a\"b\\c"'), ("x" * 255, None)],
    ids=["plain", "with a comma", "escaped", "the longest"],
)
@pytest.mark.parametrize("quotes_first", [False, True])
def test_a_quoted_key_is_the_same_key(
    server: Server, bare: str, quoted: str | None, quotes_first: bool
):
    subject = subject_on(server)
    forms = [bare, quoted or f'"{bare}"']

    first, again = (
        subject.send_good(REFUND, Idempotency_Key=form)
        for form in (reversed(forms) if quotes_first else forms)
    )

    assert (is_replayed(first), is_replayed(again)) == (False, True)
    assert shown(again) == shown(first)


def test_a_request_without_effect_is_replayed_too(server: Server, stored: DomainRows):
    subject = subject_on(server)
    body: dict[str, Any] = {"status": "pending", "notify_customer": True}

    answers = [subject.send(STATUS, to_json(body), Idempotency_Key="key-1") for _ in range(2)]

    assert [is_replayed(answer) for answer in answers] == [False, True]
    assert answers[0].headers["ETag"] == '"3"'
    assert stored.messages(subject.client.domain_id, "log") == []


def test_a_replay_needs_the_operation_s_scope(server: Server):
    subject = subject_on(server)
    first = subject.send_good(CANCEL, Idempotency_Key="key-1")
    path, body = subject.path(CANCEL), to_json(CANCEL.body)

    reader = server.client(Scope.READ, domain_id=subject.client.domain_id)
    refused = reader.call("POST", path, body, headers={"Idempotency-Key": "key-1"})
    nobody = subject.client.with_key(None).call(
        "POST", path, body, headers={"Idempotency-Key": "key-1"}
    )
    colleague = server.client(domain_id=subject.client.domain_id)
    replayed = colleague.call("POST", path, body, headers={"Idempotency-Key": "key-1"})

    assert (refused.status, nobody.status) == (403, 401)
    assert is_replayed(replayed)
    assert shown(replayed) == shown(first)
