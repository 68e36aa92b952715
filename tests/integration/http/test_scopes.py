from typing import Any

import pytest

from seller_orders.application.access import Scope
from tests.integration.http.operations import (
    BULK,
    EVERY,
    READS,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.support import order_requests
from tests.support.http_client import Client, to_json
from tests.support.server_process import Server

NEEDS: list[tuple[Operation, dict[str, Any], Scope]] = [
    (operation, change, scope)
    for operation in EVERY
    if operation not in (*READS, BULK)
    for change, scope in (({}, operation.scope), *operation.other_scopes)
]
BULK_NEEDS: list[tuple[str, dict[str, Any], Scope]] = [
    (body["action"], body["data"], scope)
    for body, scope in ((BULK.body, BULK.scope), *BULK.other_scopes)
]


def only(server: Server, subject: Subject, *scopes: Scope) -> Client:
    """Return a client in the same domain whose key has only these scopes."""
    return server.client(*scopes, domain_id=subject.client.domain_id)


def others(scope: Scope) -> list[Scope]:
    return [each for each in Scope if each is not scope]


@pytest.mark.parametrize("operation", READS, ids=str)
def test_a_read_needs_the_read_scope_only(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    url = subject.path(operation)

    allowed = only(server, subject, operation.scope).get(url)
    refused = only(server, subject, *others(operation.scope)).get(url)

    assert allowed.status == 200
    assert (refused.status, refused.code) == (403, "insufficient_scope")


@pytest.mark.parametrize(("operation", "change", "scope"), NEEDS, ids=str)
def test_each_operation_needs_its_own_scope_only(
    server: Server, operation: Operation, change: dict[str, Any], scope: Scope
):
    subject = subject_for(server, operation)
    body = to_json(operation.body | change)
    before = subject.state()

    needed = scope, *operation.given_scopes
    clients = only(server, subject, *others(scope)), only(server, subject, *needed)
    refused = clients[0].call(operation.method, subject.path(operation), body)
    unchanged = subject.state()
    owner = subject.client if operation.is_of_owner else clients[1]
    allowed = owner.call(operation.method, subject.path(operation), body)

    assert (refused.status, refused.code) == (403, "insufficient_scope")
    assert unchanged == before
    if operation.refusal is None:
        assert allowed.status in {200, 201, 204}
        assert subject.state() != before
    else:
        assert allowed.code == operation.refusal


@pytest.mark.parametrize(("action", "data", "scope"), BULK_NEEDS, ids=str)
def test_a_bulk_update_needs_its_action_s_scope_only(
    server: Server, action: str, data: dict[str, Any], scope: Scope
):
    subject = subject_on(server)
    order = order_requests.create_order(
        subject.client, order_id="bulked", tags=[] if action == "add_tags" else ["gift"]
    )
    order_requests.create_fulfillment(subject.client, order)
    body = {"order_ids": ["bulked"], "action": action, "data": data}
    before = subject.state()

    refused = only(server, subject, *others(scope)).patch("/orders/bulk", body)
    unchanged = subject.state()
    allowed = only(server, subject, scope).patch("/orders/bulk", body)

    assert (refused.status, refused.code) == (403, "insufficient_scope")
    assert unchanged == before
    assert allowed.status == 200
    assert allowed.json["updated_orders"] == ["bulked"]


def test_a_dry_run_needs_the_same_scope(server: Server):
    subject = subject_on(server)
    reader = only(server, subject, Scope.READ)

    answers = [
        reader.call(
            operation.method, f"{subject.path(operation)}?dry_run=true", to_json(operation.body)
        )
        for operation in EVERY
        if operation.takes_dry_run
    ]

    assert {answer.code for answer in answers} == {"insufficient_scope"}


def test_a_missing_scope_hides_whether_an_order_exists(server: Server):
    subject = subject_on(server)
    reader = only(server, subject, Scope.READ)

    there = reader.patch(f"/orders/{subject.order_id}/status", {"status": "processing"})
    missing = reader.patch("/orders/missing/status", {"status": "processing"})

    assert (there.status, missing.status) == (403, 403)
    assert there.json["detail"] == missing.json["detail"]
