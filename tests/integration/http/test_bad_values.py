import pytest

from tests.integration.http.operations import (
    BULK,
    CANCEL,
    CANCEL_ITEMS,
    CREATE,
    FULFILL,
    PAYMENT,
    REFUND,
    STATUS,
    UPDATE_FULFILLMENT,
    UPDATE_REFUND,
    Operation,
    Subject,
    subject_on,
)
from tests.integration.http.raw_json import with_value
from tests.support import order_requests
from tests.support.server_process import Server


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize(
    ("operation", "path", "raw"),
    [
        (STATUS, ("status",), '"Processing"'),
        (STATUS, ("status",), '"paid"'),
        (STATUS, ("status",), "null"),
        (STATUS, ("notify_customer",), '"true"'),
        (STATUS, ("notify_customer",), "1"),
        (PAYMENT, ("status",), '"refunded"'),
        (UPDATE_FULFILLMENT, ("status",), '"shipped"'),
        (UPDATE_FULFILLMENT, ("status",), "null"),
        (CANCEL, ("reason",), '"changed_my_mind"'),
        (CANCEL, ("refund",), '"yes"'),
        (CANCEL_ITEMS, ("reason",), '"out of stock"'),
        (CANCEL_ITEMS, ("items",), "[]"),
        (CANCEL_ITEMS, ("items", 0, "quantity"), "0.5"),
        (CANCEL_ITEMS, ("items", 0, "quantity"), "0"),
        (REFUND, ("items",), "[]"),
        (REFUND, ("items",), "null"),
        (UPDATE_REFUND, ("status",), '"pending"'),
        (UPDATE_REFUND, ("status",), '"Failed"'),
        (UPDATE_REFUND, ("status",), "null"),
        (BULK, ("action",), '"delete"'),
        (BULK, ("action",), "null"),
        (BULK, ("atomic",), "null"),
        (BULK, ("order_ids",), '"ord_1"'),
        (BULK, ("order_ids",), "[]"),
        (CREATE, ("currency",), '"XXX"'),
        (CREATE, ("currency",), '"inr"'),
        (CREATE, ("status",), '"new"'),
        (CREATE, ("created_at",), '"2026-01-01T00:00:00"'),
        (CREATE, ("created_at",), '"2026-01-01T00:00:00+25:00"'),
        (CREATE, ("created_at",), '"2026-01-01T00:00:00 Asia/Kolkata"'),
        (CREATE, ("created_at",), '"2026-02-30T00:00:00Z"'),
        (CREATE, ("created_at",), '"0001-01-01T00:00:00+14:00"'),
        (CREATE, ("created_at",), "1767225600"),
        (CREATE, ("items",), "[]"),
        (CREATE, ("shipping_address", "country_code"), '"XX"'),
        (FULFILL, ("items",), "[]"),
        (FULFILL, ("items", 0, "id"), "null"),
    ],
    ids=str,
)
def test_unknown_value_is_422_with_pointer(
    subject: Subject, operation: Operation, path: tuple[str | int, ...], raw: str
):
    good = subject.good_body(operation) | {"shipping_address": order_requests.ADDRESS}
    if operation is not CREATE:
        good.pop("shipping_address")
    before = subject.state()

    answer = subject.send(operation, with_value(good, path, raw))

    assert answer.status == 422
    assert answer.pointers == ["".join(f"/{part}" for part in path)]
    assert subject.state() == before
