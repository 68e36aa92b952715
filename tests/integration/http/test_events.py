from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Row

from tests.integration.http.operations import (
    APPROVE_RETURN,
    ASSIGN,
    ATTRIBUTES,
    BULK,
    CANCEL,
    CANCEL_FULFILLMENT,
    CANCEL_ITEMS,
    CANCEL_RETURN,
    CHANGES,
    CLOSE_RETURN,
    COMMENT,
    CREATE,
    CREATE_RETURN,
    EDIT,
    EXTERNAL_IDS,
    FULFILL,
    HOLD,
    ITEM_ATTRIBUTES,
    OF_ORDERS,
    PAYMENT,
    RECEIVE_RETURN,
    REFUND,
    REJECT_RETURN,
    RELEASE,
    STATUS,
    UPDATE_FULFILLMENT,
    UPDATE_REFUND,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.event_payload import payload_now, payload_of, without_payload
from tests.support.http_client import Answer, Client
from tests.support.server_process import Server


def events_of(stored: DomainRows, client: Client, order_id: str) -> list[Row[Any]]:
    return [row for row in stored.messages(client.domain_id) if row.order_id == order_id]


def expected(
    operation: Operation, subject: Subject, answer: Answer
) -> tuple[str, str | None, str | None, dict[str, Any]]:
    """Return the expected type, from, to and facts of an operation's event."""
    fulfillment: dict[str, Any] = {"fulfillment_id": subject.fulfillment_id}
    refund: dict[str, Any] = {"refund_id": subject.refund_id}
    if operation is FULFILL:
        fulfillment = {"fulfillment_id": answer.json["fulfillment"]["id"]}
    if operation is REFUND:
        refund = {"refund_id": answer.json["refund"]["id"]}
    untracked = {"previous_tracking": {"awb": None, "tracking_url": None}}
    cancelled = {
        "reason": "fraud",
        "refund_id": None,
        "restocked": False,
        "cancelled_fulfillments": [subject.fulfillment_id],
    }
    # Half of what the line is worth: 200, less 12.57 of the discount, plus 4.02 of the tax.
    short = {
        "reason": "out_of_stock",
        "refund_id": None,
        "restock": False,
        "items": [{"id": "iid_001", "quantity": 1, "worth": Decimal("95.72")}],
    }
    return_ = {"return_id": answer.json.get("return", {}).get("id")}
    received = {
        "items": [{"id": "iid_001", "quantity": 1, "condition": "resellable"}],
        "restocked_items": [{"id": "iid_001", "sku": "SKU-iid_001", "quantity": 1}],
    }
    held = {
        "hold_id": answer.json.get("hold", {}).get("id"),
        "reason": "fraud_risk",
        "items": [],
        "until": None,
        "handle": None,
    }
    changed = "order.return_updated"
    events: dict[str, tuple[str, str | None, str | None, dict[str, Any]]] = {
        STATUS.name: ("order.status_changed", "pending", "processing", {}),
        PAYMENT.name: ("order.payment_updated", "paid", "paid", {"captured": 200}),
        ATTRIBUTES.name: ("order.attributes_changed", None, None, {"keys": ["gift_wrap"]}),
        ITEM_ATTRIBUTES.name: (
            "order.attributes_changed",
            None,
            None,
            {"item_id": "iid_001", "keys": ["engraving"]},
        ),
        EXTERNAL_IDS.name: ("order.external_ids_changed", None, None, {"systems": ["erp"]}),
        EDIT.name: (
            "order.edited",
            None,
            None,
            {
                "reason": None,
                "items": [{"id": "iid_001", "quantity": {"from": 2, "to": 3}}],
                "changes": {"total": {"from": 250, "to": 350}},
            },
        ),
        COMMENT.name: (
            "order.commented",
            None,
            None,
            {"text": "Call first", "visibility": "internal"},
        ),
        ASSIGN.name: ("order.assigned", None, None, {"previous": None, "assignee": "usr_1"}),
        FULFILL.name: ("order.fulfillment_created", None, "pending", fulfillment),
        UPDATE_FULFILLMENT.name: (
            "order.fulfillment_updated",
            None,
            None,
            fulfillment | untracked,
        ),
        CANCEL_FULFILLMENT.name: (
            "order.fulfillment_cancelled",
            "pending",
            "cancelled",
            fulfillment,
        ),
        CANCEL.name: ("order.cancelled", "pending", "cancelled", cancelled),
        CANCEL_ITEMS.name: ("order.items_cancelled", None, None, short),
        REFUND.name: ("order.refund_created", None, "pending", refund),
        UPDATE_REFUND.name: ("order.refund_updated", "pending", "succeeded", refund),
        CREATE_RETURN.name: (
            "order.return_created",
            None,
            "requested",
            return_ | {"items": CREATE_RETURN.body["items"]},
        ),
        APPROVE_RETURN.name: (changed, "requested", "approved", return_),
        REJECT_RETURN.name: (changed, "requested", "rejected", return_),
        RECEIVE_RETURN.name: (changed, "requested", "received", return_ | received),
        CLOSE_RETURN.name: (changed, "received", "closed", return_),
        CANCEL_RETURN.name: (changed, "requested", "cancelled", return_),
        HOLD.name: ("order.held", None, None, held),
        RELEASE.name: ("order.released", None, None, {"released_holds": [subject.hold_id]}),
        CREATE.name: ("order.created", None, "pending", {}),
        BULK.name: ("order.tags_changed", None, None, {"added": ["gift"], "removed": []}),
    }
    return events[operation.name]


@pytest.mark.parametrize("operation", OF_ORDERS, ids=str)
def test_event_matches_the_timeline_entry(server: Server, stored: DomainRows, operation: Operation):
    subject = subject_for(server, operation)
    answer = subject.send_good(operation)
    order_id = answer.json["order_id"] if operation is CREATE else subject.order_id
    order = order_requests.get_order(subject.client, {"order_id": order_id})
    entry, by = order["timeline"][-1], order["timeline"][0]["by"]

    *_, event = events_of(stored, subject.client, order_id)

    type_, from_, to, facts = expected(operation, subject, answer)
    assert (event.about, event.version) == (type_, order["version"])
    told = {"from": from_, "to": to, "note": None, "by": by, **facts}
    assert without_payload(event.data) == told
    assert payload_of(event.data) == payload_now(subject.client, order, event.data)
    assert event.message_id == entry["id"]
    assert event.message_id.startswith("evt_")
    assert f"{event.created_at:%Y-%m-%dT%H:%M:%S}" == entry["at"][:19]
    assert (event.domain_id, event.order_id) == (subject.client.domain_id, order_id)


def test_every_version_has_one_event(server: Server, stored: DomainRows):
    subject = subject_on(server)

    # The cancellation comes last: nothing can change after it.
    others = (op for op in CHANGES if op not in (CANCEL, RELEASE) and op.returned is None)
    operations = (*others, BULK, CANCEL)
    for operation in operations:
        assert subject.send_good(operation).status in {200, 201}

    order = order_requests.get_order(subject.client, {"order_id": subject.order_id})
    events = events_of(stored, subject.client, subject.order_id)
    assert order["version"] == 3 + len(operations)
    assert [event.version for event in events] == list(range(1, order["version"] + 1))
    assert [event.message_id for event in events] == [each["id"] for each in order["timeline"]]
    assert [event.about for event in events] == [each["type"] for each in order["timeline"]]


def test_every_version_of_a_return_has_one_event(server: Server, stored: DomainRows):
    subject = subject_for(server, APPROVE_RETURN)

    for operation in (APPROVE_RETURN, CREATE_RETURN, RECEIVE_RETURN, CLOSE_RETURN):
        assert subject.send_good(operation).status in {200, 201}

    order = order_requests.get_order(subject.client, {"order_id": subject.order_id})
    events = events_of(stored, subject.client, subject.order_id)
    assert [event.version for event in events] == list(range(1, 8))
    assert [event.message_id for event in events] == [each["id"] for each in order["timeline"]]
    assert [event.about for event in events] == [each["type"] for each in order["timeline"]]


@pytest.mark.parametrize(
    ("action", "data", "type_"),
    [
        ("update_status", {"status": "shipped", "note": "On its way"}, "order.status_changed"),
        ("remove_tags", {"tags": ["gift"]}, "order.tags_changed"),
        ("fulfill", {}, "order.fulfillment_created"),
    ],
)
def test_bulk_creates_an_event_per_changed_order(
    client: Client, stored: DomainRows, action: str, data: dict[str, Any], type_: str
):
    for id in ("a", "b"):
        order_requests.create_order(client, order_id=id, tags=["gift"])
    order_requests.create_order(client, order_id="c", status="cancelled")

    body = {"order_ids": ["b", "missing", "c", "a"], "action": action, "data": data}
    answer = client.patch("/orders/bulk", body)

    assert {"a", "b"} <= set(answer.json["updated_orders"])
    for id in ("a", "b"):
        events = events_of(stored, client, id)
        assert [(event.about, event.version) for event in events] == [
            ("order.created", 1),
            (type_, 2),
        ]
        assert events[1].data["note"] == data.get("note")
        assert (
            events[1].message_id
            == order_requests.get_order(client, {"order_id": id})["timeline"][1]["id"]
        )
    assert len(events_of(stored, client, "c")) == 1


def test_event_keeps_amounts_and_texts(client: Client, stored: DomainRows):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    path = f"/orders/{order['order_id']}"
    note = "a\r\nb\t\u2028é😀\"'\\"
    assert client.patch(f"{path}/status", {"status": "shipped", "note": note}).status == 200
    assert client.patch(f"{path}/payment", {"status": "paid", "amount_captured": 199.99}).json[
        "totals"
    ]["captured"] == Decimal("199.99")

    _, moved, paid = events_of(stored, client, order["order_id"])

    assert moved.data["note"] == note
    assert (paid.data["captured"], paid.data["from"]) == (Decimal("199.99"), "pending")
