"""Details of validation problems name the rule, and the allowed values where there are few."""

from typing import Any

import pytest

from seller_orders.adapters.inbound.http.api.bulk_request_schemas import (
    BulkAddTags,
    BulkFulfill,
    BulkHold,
    BulkItemsCancel,
)
from seller_orders.adapters.inbound.http.api.order_list_parameters import ListParameters
from seller_orders.adapters.inbound.http.api.request_schemas.cancellations import CancelRequest
from seller_orders.adapters.inbound.http.api.request_schemas.fulfillments import FulfillmentRequest
from seller_orders.adapters.inbound.http.api.request_schemas.status import StatusChange
from seller_orders.adapters.shared.wire.json_codec import convert, decode, pointer
from seller_orders.adapters.shared.wire.order_codec import OrderDocument

STATUSES = "cancelled, confirmed, delivered, pending, processing, refunded, shipped"
ONE = "It must have at least 1 character."
IDENTIFIER = "It must consist of letters A-Z and a-z, digits, '.', '_' and '-'."
NO_NUL = "It must not contain NUL."
LINE = b'{"items": [{"id": %s, "quantity": %s}]}'


@pytest.mark.parametrize(
    ("type_", "body", "where", "detail"),
    [
        (StatusChange, b'{"status": "x"}', "/status", f"It must not be 'x'. Allowed: {STATUSES}."),
        (
            CancelRequest,
            b'{"reason": "bored"}',
            "/reason",
            "It must not be 'bored'. Allowed: customer_request, fraud, other, out_of_stock.",
        ),
        (
            BulkAddTags | BulkFulfill,
            b'{"action": "nuke"}',
            "/action",
            "It must not be 'nuke'. Allowed: add_tags, fulfill.",
        ),
        (
            BulkItemsCancel | BulkHold,
            b'{"action": "hold", "order_ids": ["ord_1"], "data": {"reason": "fraud"}}',
            "/data/reason",
            "It must not be 'fraud'. Allowed: awaiting_payment, bad_address, customer_request, "
            "fraud_risk, other, out_of_stock.",
        ),
        (
            OrderDocument,
            b'{"fulfillments": [{"items": [], "status": "lost"}]}',
            "/fulfillments/0/items",
            "It must have at least 1 entry.",
        ),
        (
            OrderDocument,
            b'{"fulfillments": [{"status": "lost"}]}',
            "/fulfillments/0/status",
            "It must not be 'lost'. Allowed: cancelled, delivered, failed, in_transit, "
            "out_for_delivery, pending, returned.",
        ),
        (OrderDocument, b'{"order_number": ""}', "/order_number", ONE),
        (OrderDocument, b"{}", "/store_id", "store_id is missing."),
        (FulfillmentRequest, LINE % (b'"a b"', b"1"), "/items/0/id", IDENTIFIER),
        (
            OrderDocument,
            b'{"order_id": "bulk"}',
            "/order_id",
            f"{IDENTIFIER[:-1]}, and not be bulk.",
        ),
        (OrderDocument, b'{"order_number": "a\\u0000"}', "/order_number", NO_NUL),
        (
            OrderDocument,
            b'{"customer": {"name": "A", "id": "a\\tb"}}',
            "/customer/id",
            "It must not contain control characters, such as a tab or a line break.",
        ),
        (
            OrderDocument,
            b'{"attributes": {"a:b": "x"}}',
            "/attributes/a:b",
            "It must not contain a colon or NUL.",
        ),
        (FulfillmentRequest, LINE % (b'"a"', b"0"), "/items/0/quantity", "It must be at least 1."),
        (
            FulfillmentRequest,
            LINE % (b'"a"', b"1.5"),
            "/items/0/quantity",
            "It must be a whole number, not a fraction.",
        ),
        (
            StatusChange,
            b'{"status": "pending", "note": 7}',
            "/note",
            "It must be a string or null, not a whole number.",
        ),
        (StatusChange, b"[]", "", "It must be an object, not an array."),
        (StatusChange, b'{"colour": 1}', "/colour", "colour is not a known field or parameter."),
    ],
)
def test_details_say_what_is_allowed(type_: Any, body: bytes, where: str, detail: str):
    problem, *_ = decode(type_, body).failure().problems

    assert pointer(problem.path) == where
    assert problem.detail == detail


@pytest.mark.parametrize(
    ("type_", "body", "where"),
    [
        (
            FulfillmentRequest,
            b'{"items": [{"id": "a b", "quantity": 0}, {"id": "a", "quantity": 1.5, "x": 1}, {}], '
            b'"awb": 7, "tracking_url": "ftp://x", "colour": 1}',
            "/items/0/id /items/0/quantity /items/1/quantity /items/1/x /items/2/id "
            "/items/2/quantity /awb /tracking_url /colour",
        ),
        (
            BulkAddTags | BulkFulfill,
            b'{"action": "add_tags", "order_ids": [], "data": {"tags": [""], "x": 1}, "atomic": 1}',
            "/order_ids /data/tags/0 /data/x /atomic",
        ),
        (StatusChange, b'{"status": "x", "note": 7} and more', "/status"),
        (StatusChange, b'{"status": "x", "note": 1%s}' % (b"0" * 5000), "/status"),
    ],
)
def test_every_wrong_field_is_reported(type_: Any, body: bytes, where: str):
    problems = decode(type_, body).failure().problems

    assert " ".join(pointer(each.path) for each in problems) == where


def test_no_more_than_fifty_problems_are_reported():
    lines = b",".join(LINE[11:-2] % (b'"a"', b"0") for _ in range(1000))

    assert len(decode(FulfillmentRequest, b'{"items": [%s]}' % lines).failure().problems) == 50


def test_details_of_query_parameters_list_the_allowed_values():
    (problem,) = convert(ListParameters, {"sort_by": "foo"}).failure().problems

    assert problem.detail == (
        "It must not be 'foo'. Allowed: created_at, order_number, ship_by, status, total, "
        "updated_at."
    )
