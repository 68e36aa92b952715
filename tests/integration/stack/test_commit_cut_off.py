"""Connections that are lost during commit: a retry with the same key learns the outcome."""

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import frozen

from tests.integration.stack.stacks import Stack, proxied_stack
from tests.support import order_requests
from tests.support.domain_rows import domain_rows_at
from tests.support.http_client import Answer, Client
from tests.support.waiting import wait_until

COMMIT = b"COMMIT\0"


@frozen
class Change:
    """A change of an order; ``answers`` is its HTTP status without failures."""

    method: str
    path: str
    body: dict[str, Any]
    answers: int = 200

    def send(self, client: Client, order: dict[str, Any]) -> Answer:
        """Send the request, with the order's id as the idempotency key."""
        path = self.path.format(order["order_id"])
        body = self.body | ({"order_ids": [order["order_id"]]} if "bulk" in path else {})
        send = client.patch if self.method == "PATCH" else client.post
        return send(path, body, Idempotency_Key=f"key-{order['order_id']}")


CHANGES = {
    "status": Change("PATCH", "/orders/{}/status", {"status": "processing"}),
    "fulfill": Change(
        "POST", "/orders/{}/fulfillments", {"items": [{"id": "iid_001", "quantity": 1}]}, 201
    ),
    "cancel": Change(
        "POST", "/orders/{}/cancel", {"reason": "fraud", "refund": True, "restock": True}
    ),
    "bulk": Change("PATCH", "/orders/bulk", {"action": "add_tags", "data": {"tags": ["gift"]}}),
    "a refusal": Change(
        "POST", "/orders/{}/fulfillments", {"items": [{"id": "iid_001", "quantity": 9}]}, 409
    ),
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack where only the server commits."""
    with proxied_stack(tmp_path_factory.mktemp("cut"), "--no-relay") as running:
        yield running


@pytest.mark.parametrize("heard", [False, True], ids=["before it was heard", "before its answer"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_retry_learns_the_outcome_of_a_lost_commit(stack: Stack, change: Change, heard: bool):
    client = stack.server.client()
    order = order_requests.create_order(client)

    stack.database.cut_at(COMMIT, heard=heard)
    unknown = change.send(client, order)
    retried = until_it_is_not_in_progress(change, client, order)

    assert (unknown.status, unknown.code) == (503, "outcome_unknown")
    assert int(unknown.headers["Retry-After"]) >= 1
    assert retried.status == change.answers
    assert (retried.headers["Idempotent-Replayed"] == "true") == heard
    version = 1 if change.answers == 409 else 2
    assert order_requests.get_order(client, order)["version"] == version
    with domain_rows_at(stack.database_url) as stored:
        assert [row.version for row in stored.messages(client.domain_id)] == [1, 2][:version]
        assert len(stored.answers(client.domain_id)) == 1
        is_cancelled = change is CHANGES["cancel"]
        assert len(stored.messages(client.domain_id, "payment")) == int(is_cancelled)
        assert len(stored.restocks(client.domain_id)) == 2 * int(is_cancelled)


def until_it_is_not_in_progress(change: Change, client: Client, order: dict[str, Any]) -> Answer:
    """Retry as the response says; the server may notice the lost client late."""

    def other_answer() -> Answer | None:
        answer = change.send(client, order)
        is_in_progress = answer.status == 409 and answer.code == "request_in_progress"
        return None if is_in_progress else answer

    answer = wait_until(other_answer)
    assert answer is not None
    return answer
