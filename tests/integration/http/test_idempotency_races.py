from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve
from sqlalchemy import select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import orders as orders_table
from tests.integration.http.operations import (
    BULK,
    CANCEL,
    CREATE,
    FULFILL,
    REFUND,
    STATUS,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.integration.http.races import Call, at_once
from tests.integration.http.replays import is_replayed, shown
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import Server, serving
from tests.support.servers import redis_url
from tests.support.waiting import WITHIN_S

TO_CANCEL: Final = {"reason": "fraud", "refund": True, "restock": True}


def call_of(subject: Subject, operation: Operation) -> Call:
    body = subject.good_body(operation) | (TO_CANCEL if operation is CANCEL else {})
    return lambda: subject.send(operation, to_json(body), Idempotency_Key="key-1")


def is_in_progress(answer: Answer) -> bool:
    if answer.status != 409 or answer.code != "request_in_progress":
        return False
    assert int(answer.headers["Retry-After"]) >= 1
    assert not is_replayed(answer)
    return True


@pytest.mark.parametrize("operation", [CREATE, FULFILL, CANCEL, REFUND, BULK, STATUS], ids=str)
def test_one_of_eight_concurrent_requests_is_executed(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    domain_id = subject.client.domain_id
    before = len(stored.messages(domain_id))
    call = call_of(subject, operation)

    answers = at_once(*[call] * 8)
    later = call()

    done = [answer for answer in answers if not is_in_progress(answer)]
    assert [is_replayed(answer) for answer in done].count(False) == 1
    assert is_replayed(later)
    assert {shown(answer) for answer in done} == {shown(later)}
    assert later.status in {200, 201}
    assert len(done) == 8 or not stored.is_sqlite
    assert len(stored.messages(domain_id)) == before + 1
    assert len(stored.answers(domain_id)) == 1


@contextmanager
def held(stored: DomainRows, subject: Subject) -> Iterator[None]:
    """Lock an order while the block runs."""
    domain_id = subject.client.domain_id
    with transaction(stored.engine, tenant=domain_id, writes=True) as connection:
        key = (orders_table.c.domain_id == domain_id, orders_table.c.order_id == subject.order_id)
        connection.execute(select(orders_table).where(*key).with_for_update())
        yield
        connection.rollback()


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL, REFUND, BULK], ids=str)
def test_a_concurrent_repetition_gets_409_or_the_response(
    server: Server, stored: DomainRows, operation: Operation
):
    subject = subject_for(server, operation)
    call = call_of(subject, operation)
    in_layers = server.relay_log != server.log

    with ThreadPoolExecutor(2) as pool:
        with held(stored, subject):
            running = [pool.submit(call) for _ in range(2)]
            # PostgreSQL shows the claim to the second request. On SQLite both wait for the lock. In
            # layers the second may have looked for the claim too early, and waits for the order.
            may_wait = stored.is_sqlite or in_layers
            wait(running, 0.3 if may_wait else WITHIN_S, FIRST_COMPLETED)
            told = [each.result() for each in running if each.done()]
        answers = [each.result() for each in running]
    later = call()

    assert all(is_in_progress(answer) for answer in told)
    assert in_layers or len(told) == (0 if stored.is_sqlite else 1)
    done = [answer for answer in answers if not is_in_progress(answer)]
    assert len(done) == 2 - len(told)
    assert sorted(is_replayed(answer) for answer in done) == [False, True][: len(done)]
    assert is_replayed(later)
    assert {shown(answer) for answer in done} == {shown(later)}


@pytest.mark.parametrize("attempt", range(3))
def test_two_cancellations_refund_and_restock_once(
    client: Client, stored: DomainRows, attempt: int
):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/cancel"

    def cancel(key: str) -> Answer:
        return client.post(path, TO_CANCEL, Idempotency_Key=key)

    answers = dict(zip("ab", at_once(lambda: cancel("a"), lambda: cancel("b")), strict=True))

    assert sorted(answer.status for answer in answers.values()) == [200, 409]
    assert {a.code for a in answers.values() if a.status == 409} == {"already_cancelled"}
    assert len(stored.messages(client.domain_id, "payment")) == 1
    assert len(stored.restocks(client.domain_id)) == 2
    after = order_requests.get_order(client, order)
    assert (len(after["payment"]["refunds"]), after["version"]) == (1, 2)
    # Each key replays its own response: the late one never gets the success.
    assert {key: shown(cancel(key)) for key in answers} == {
        key: shown(answer) for key, answer in answers.items()
    }


@pytest.mark.parametrize("server", ["postgresql and redis"], indirect=True)
def test_servers_of_one_database_share_keys(server: Server, stored: DomainRows, tmp_path: Path):
    with serving(tmp_path, server.url, REDIS_URL=redis_url()) as second:
        for operation in (CREATE, FULFILL, REFUND, CANCEL):
            subject = subject_on(server)
            there = evolve(subject, client=evolve(subject.client, port=second.port))
            before = len(stored.messages(subject.client.domain_id))

            answers = at_once(*[call_of(subject, operation), call_of(there, operation)] * 4)
            later = [call_of(each, operation)() for each in (subject, there)]

            done = [answer for answer in answers if not is_in_progress(answer)]
            assert [is_replayed(answer) for answer in done].count(False) == 1
            assert {shown(answer) for answer in [*done, *later]} == {shown(later[0])}
            assert all(is_replayed(answer) for answer in later)
            assert len(stored.messages(subject.client.domain_id)) == before + 1
