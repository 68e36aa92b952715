from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.http.operations import (
    CREATE,
    FULFILL,
    REFUND,
    Operation,
    subject_for,
    subject_on,
)
from tests.integration.http.replays import is_replayed, shown
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client
from tests.support.server_process import Server

ALMOST_A_DAY = timedelta(hours=23, minutes=59)
A_DAY = timedelta(hours=24)


def test_responses_are_replayed_for_24_hours(server: Server, stored: DomainRows):
    subject = subject_on(server)
    first = subject.send_good(FULFILL, Idempotency_Key="key-1")
    stored.age_answers(subject.client.domain_id, ALMOST_A_DAY)

    again = subject.send_good(FULFILL, Idempotency_Key="key-1")

    assert is_replayed(again)
    assert shown(again) == shown(first)


@pytest.mark.parametrize("operation", [FULFILL, REFUND, CREATE], ids=str)
def test_after_24_hours_a_request_is_executed_again(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    domain_id = subject.client.domain_id
    first = subject.send_good(operation, Idempotency_Key="key-1")
    stored.age_answers(domain_id, A_DAY)

    second = subject.send_good(operation, Idempotency_Key="key-1")
    third = subject.send_good(operation, Idempotency_Key="key-1")

    assert [is_replayed(answer) for answer in (first, second, third)] == [False, False, True]
    assert second.headers["Location"] != first.headers["Location"]
    assert shown(third) == shown(second)
    [kept] = stored.answers(domain_id)
    assert datetime.now(UTC) - kept.recorded_at < timedelta(hours=1)


def test_after_24_hours_a_refusal_is_decided_again(client: Client, stored: DomainRows):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    path = f"/orders/{order['order_id']}"
    refused = client.post(f"{path}/refunds", {"amount": 1}, Idempotency_Key="key-1")
    assert client.patch(f"{path}/payment", {"status": "paid"}).status == 200
    stored.age_answers(client.domain_id, A_DAY)

    answer = client.post(f"{path}/refunds", {"amount": 1}, Idempotency_Key="key-1")

    assert (refused.status, answer.status) == (409, 201)


def test_after_24_hours_a_key_is_free(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status"
    client.patch(path, {"status": "processing"}, Idempotency_Key="key-1")
    stored.age_answers(client.domain_id, A_DAY)

    other = client.patch(path, {"status": "confirmed"}, Idempotency_Key="key-1")
    reused = client.patch(path, {"status": "processing"}, Idempotency_Key="key-1")

    assert (other.status, other.json["status"]) == (200, "confirmed")
    assert (reused.status, reused.code) == (422, "idempotency_key_reused")
