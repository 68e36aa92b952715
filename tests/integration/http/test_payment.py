from functools import partial
from typing import Any

import pytest

from tests.integration.http.races import at_once
from tests.support import order_requests
from tests.support.http_client import Answer, Client


def pay(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.patch(f"/orders/{order['order_id']}/payment", body)


@pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded", "shipped"])
def test_cash_on_delivery_is_captured_on_closed_orders(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID, status=status)

    answer = pay(client, order, status="paid")

    assert answer.status == 200
    assert answer.json == order_requests.get_order(client, order)
    assert (answer.json["payment_status"], answer.json["financial_status"]) == ("paid", "paid")
    assert answer.json["totals"]["captured"] == 250
    assert answer.json["timeline"][-1]["type"] == "order.payment_updated"


def test_an_order_may_be_created_overpaid(client: Client):
    paid = {"status": "paid", "method": "card", "amount_paid": 250.02}

    order = order_requests.create_order(client, payment=paid)

    assert order["financial_status"] == "paid"
    assert str(order["totals"]["balance"]) == "-0.02"
    assert order_requests.get_order(client, order) == order


def test_tenders_and_references_are_kept(client: Client):
    tenders = [
        {"method": "gift_card", "amount": 100, "reference": "gc_77"},
        {"method": "card", "amount": 150, "reference": "ch_1", "provider_id": "stripe"},
    ]
    paid = {"status": "paid", "method": "card", "amount_paid": 250, "tenders": tenders}

    order = order_requests.create_order(client, payment=paid)

    kept = order["payment"]["tenders"]
    assert [each["id"][:4] for each in kept] == ["tnd_", "tnd_"]
    usual = {"provider_id": None, "status": "captured"}
    assert kept == [
        {"id": one["id"], **usual, **given} for one, given in zip(kept, tenders, strict=True)
    ]
    assert order_requests.get_order(client, order) == order


def test_an_order_with_tenders_that_do_not_add_up_is_refused(client: Client):
    paid = {"status": "paid", "method": "card", "amount_paid": 250}
    tenders = [{"method": "card", "amount": 249.99}]
    document = order_requests.order_document(payment=paid | {"tenders": tenders})

    answer = client.post("/orders", document)

    assert (answer.status, answer.code) == (422, "tenders_do_not_add_up")
    assert answer.pointers == ["/payment/tenders"]


def test_a_failed_refund_after_a_cancellation_is_owed(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"
    cancelled = client.post(f"{path}/cancel", {"reason": "fraud", "refund": True}).json
    refund = cancelled["refund"]["id"]

    failed = client.patch(f"{path}/refunds/{refund}", {"status": "failed"}).json["order"]

    assert cancelled["order"]["totals"]["balance"] == 0
    assert failed["totals"]["balance"] == -250
    assert failed["payment"]["refunded_at_cancellation"] == 250
    assert order_requests.get_order(client, order) == failed


def test_goodwill_leaves_no_balance(client: Client):
    paid = {"status": "paid", "method": "card", "amount_paid": 260}
    order = order_requests.create_order(client, payment=paid)

    answer = client.post(f"/orders/{order['order_id']}/refunds", {"amount": 30})

    assert answer.json["refund"]["owed"] == 10
    assert answer.json["order"]["totals"]["balance"] == 0
    assert order_requests.get_order(client, order) == answer.json["order"]


def test_captures_lead_to_partially_paid_then_paid(client: Client):
    order = order_requests.create_order(client, payment=order_requests.AUTHORIZED)

    part = pay(client, order, status="paid", amount_captured=100.5).json
    whole = pay(client, order, status="paid", amount_captured=250).json

    assert order["financial_status"] == "authorized"
    assert (part["financial_status"], str(part["totals"]["captured"])) == (
        "partially_paid",
        "100.5",
    )
    assert (whole["financial_status"], whole["version"]) == ("paid", 3)


def test_same_payment_is_no_change(client: Client):
    order = order_requests.create_order(client)

    answer = pay(client, order, status="paid", amount_captured=250)

    assert answer.status == 200
    assert answer.json == order
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["authorized", "failed", "voided"])
def test_pending_payment_can_take_any_status(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status=status)

    assert answer.status == 200
    assert answer.json["payment_status"] == status
    assert answer.json["payment"]["status"] == status


@pytest.mark.parametrize("amount", [250.01, 1_000, 999_999_999_999])
def test_capture_cannot_exceed_the_total(client: Client, amount: float):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status="paid", amount_captured=amount)

    assert answer.status == 422
    assert answer.pointers == ["/amount_captured"]
    assert order_requests.get_order(client, order) == order


def test_overpayment_is_taken_if_asked_for(client: Client):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status="paid", amount_captured=250.02, overpayment=True)

    assert (answer.status, answer.json["financial_status"]) == (200, "paid")
    assert str(answer.json["totals"]["balance"]) == "-0.02"
    assert order_requests.get_order(client, order) == answer.json


@pytest.mark.parametrize("status", ["failed", "voided"])
def test_failed_and_voided_payments_can_still_be_paid(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    pay(client, order, status=status)

    answer = pay(client, order, status="paid")

    assert (answer.status, answer.json["financial_status"]) == (200, "paid")


@pytest.mark.parametrize("status", ["failed", "voided", "pending", "authorized"])
def test_captured_money_keeps_a_payment_paid(client: Client, status: str):
    order = order_requests.create_order(client)

    answer = pay(client, order, status=status)

    assert (answer.status, answer.code) == (409, "transition_not_allowed")
    assert order_requests.get_order(client, order) == order


def test_an_authorized_tender_is_captured_by_its_id(client: Client):
    tenders = [
        {"method": "gift_card", "amount": 40, "reference": "gc_77", "status": "authorized"},
        {"method": "card", "amount": 250, "reference": "pi_1", "status": "authorized"},
    ]
    order = order_requests.create_order(
        client, payment=order_requests.AUTHORIZED | {"tenders": tenders}
    )
    card = order["payment"]["tenders"][1]["id"]

    answer = pay(
        client,
        order,
        status="paid",
        amount_captured=210,
        tenders=[{"id": card, "method": "card", "amount": 210}],
    )

    assert answer.status == 200, answer.body
    assert answer.json["payment"]["tenders"] == [
        order["payment"]["tenders"][0],
        order["payment"]["tenders"][1] | {"amount": 210, "status": "captured"},
    ]
    assert (answer.json["totals"]["captured"], answer.json["totals"]["balance"]) == (210, 40)
    entry = answer.json["timeline"][-1]
    assert entry["data"] == {"captured": 210, "tenders": [{"id": card, "amount": 210}]}
    assert order_requests.get_order(client, order) == answer.json


def test_tenders_that_do_not_add_up_are_refused(client: Client):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(
        client, order, status="paid", amount_captured=10, tenders=[{"method": "cash", "amount": 9}]
    )

    assert (answer.status, answer.code) == (422, "tenders_do_not_add_up")
    assert answer.pointers == ["/tenders"]
    assert order_requests.get_order(client, order) == order


def test_concurrent_payments_lose_no_tender(client: Client):
    """Each adds a tender and expects no other: one is taken, the others no longer add up."""
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    def call(name: str) -> Answer:
        tender = {"id": name, "method": "cash", "amount": 10}
        return pay(client, order, status="paid", amount_captured=10, tenders=[tender])

    answers = at_once(*(partial(call, f"tnd_{n}") for n in range(4)))

    assert sorted(answer.status for answer in answers) == [200, 422, 422, 422]
    assert {a.code for a in answers if a.status == 422} == {"tenders_do_not_add_up"}
    after = order_requests.get_order(client, order)
    assert (after["version"], len(after["payment"]["tenders"])) == (2, 1)
    assert after["totals"]["captured"] == 10


@pytest.mark.parametrize("status", ["pending", "authorized", "failed", "voided"])
def test_unpaid_payment_has_nothing_captured(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status=status, amount_captured=10)

    assert answer.status == 422
    assert answer.pointers == ["/amount_captured"]
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    "body",
    [{"status": "pending"}, {"status": "voided"}, {"status": "paid", "amount_captured": 10}],
)
def test_captured_amount_cannot_decrease(client: Client, body: dict[str, Any]):
    order = order_requests.create_order(client)

    answer = pay(client, order, **body)

    assert answer.status == 409
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/status"),
        ({"amount_captured": 10}, "/status"),
        ({"status": "paid", "amount": 10}, "/amount"),
        ({"status": "paid", "method": "cash"}, "/method"),
        ({"status": "paid", "refunds": []}, "/refunds"),
        ({"status": "paid", "overpayment": "yes"}, "/overpayment"),
        ({"status": "paid", "tenders": [{"method": "card"}]}, "/tenders/0/amount"),
        ({"status": "paid", "tenders": [{"method": "c", "amount": 0}]}, "/tenders/0/amount"),
    ],
)
def test_invalid_field_is_422_with_pointer(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, **body)

    assert answer.status == 422
    assert answer.pointers == [pointer]
