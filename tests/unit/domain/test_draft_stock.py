"""Hand-overs and restocks of a draft, explicit and implied."""

from typing import Any

import pytest
from attrs import evolve
from returns.result import Result

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import CREATED, LATER, order
from seller_orders.testing.strategies import draft_of

PASTA = Shipment(items=(ItemQuantity("pasta", 2),))
UNBOOKED = evolve(PASTA, provider_id="fast")
BOOKED = evolve(UNBOOKED, tracking=Tracking(awb="1Z999"))
RECORD = Cancellation(reason=CancelReason.FRAUD, at=LATER, by="key:1", restocked=True)
UNITS = (RestockedItem("pasta", "sku-pasta", 2), RestockedItem("soup", "sku-soup", 1))


def draft(status: str = "pending", **fields: Any) -> OrderDraft:
    return evolve(draft_of(order()), status=OrderStatus(status), restocks=None, **fields)


def parcel(status: str, shipment: Shipment = PASTA, **fields: Any) -> FulfillmentDraft:
    return FulfillmentDraft(
        id="ful_1",
        status=FulfillmentStatus(status),
        shipment=shipment,
        created_at=CREATED,
        updated_at=LATER,
        **fields,
    )


def made(written: OrderDraft) -> Order:
    return assembled(written).unwrap()


def assembled(written: OrderDraft) -> Result[Order, InvalidFields]:
    ids: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "number": "1001"}
    return assemble(written, fulfillment_ids=(), at=CREATED, **ids)


@pytest.mark.parametrize(
    ("order_status", "status", "shipment", "is_handed_over"),
    [
        *(("pending", status, PASTA, True) for status in ("in_transit", "delivered", "returned")),
        ("pending", "out_for_delivery", PASTA, True),
        ("pending", "failed", PASTA, True),
        ("pending", "failed", BOOKED, True),
        ("pending", "failed", UNBOOKED, False),
        ("pending", "pending", PASTA, False),
        ("shipped", "pending", PASTA, True),
        ("delivered", "pending", UNBOOKED, True),
        ("shipped", "cancelled", PASTA, False),
        ("pending", "cancelled", PASTA, False),
    ],
)
def test_statuses_imply_a_hand_over(
    order_status: str, status: str, shipment: Shipment, is_handed_over: bool
):
    written = draft(order_status, fulfillments=(parcel(status, shipment),))

    (found,) = made(written).fulfillments

    assert found.handed_over_at == (LATER if is_handed_over else None)


@pytest.mark.parametrize("status", ["pending", "failed", "cancelled"])
def test_an_explicit_hand_over_wins(status: str):
    explicit = parcel(status, handed_over_at=CREATED)
    denied = parcel(status, is_handed_over=False)

    assert made(draft(fulfillments=(explicit,))).fulfillments[0].handed_over_at == CREATED
    assert made(draft("shipped", fulfillments=(denied,))).fulfillments[0].handed_over_at is None


def test_cancellation_with_restock_restocks_units_at_home():
    lost = parcel("failed", shipment=evolve(PASTA, items=(ItemQuantity("pasta", 1),)))

    imported = made(draft("cancelled", cancellation=RECORD, fulfillments=(lost,)))

    (restock,) = imported.restocks
    assert (restock.cause, restock.cause_id, restock.at) == ("cancellation", None, LATER)
    assert restock.items == (RestockedItem("pasta", "sku-pasta", 1), UNITS[1])


@pytest.mark.parametrize(
    "fields",
    [
        {"cancellation": None},
        {"cancellation": evolve(RECORD, restocked=False)},
        {"cancellation": RECORD, "restocks": ()},
    ],
    ids=["no cancellation", "no restock", "a draft that says so"],
)
def test_other_drafts_have_no_restock(fields: dict[str, Any]):
    assert made(evolve(draft("cancelled"), **fields)).restocks == ()


CANCELLED = draft("cancelled", cancellation=RECORD)
WHOLE = Restock(cause=RestockCause.CANCELLATION, at=LATER, items=UNITS)
BY_REQUEST = evolve(WHOLE, cause=RestockCause.REQUEST, cause_id="evt_1")
OF_PARCEL = evolve(WHOLE, cause=RestockCause.FULFILLMENT, cause_id="ful_1")


@pytest.mark.parametrize(
    ("restocks", "code", "path"),
    [
        ((BY_REQUEST, BY_REQUEST), "duplicate", (1, "cause_id")),
        ((evolve(BY_REQUEST, cause_id=None),), "required", (0, "cause_id")),
        ((evolve(WHOLE, cause_id="evt_1"),), "required", (0, "cause_id")),
        ((OF_PARCEL,), "fulfillment_not_found", (0, "cause_id")),
        ((WHOLE, BY_REQUEST), "quantity_exceeds_ordered", (1, "items", 0, "quantity")),
        (
            (evolve(WHOLE, items=(RestockedItem("tea", "sku-tea", 1),)),),
            "unknown_item",
            (0, "items", 0, "id"),
        ),
        ((evolve(WHOLE, items=(UNITS[1], UNITS[1])),), "duplicate", (0, "items", 1, "id")),
    ],
)
def test_invalid_restocks_are_refused(
    restocks: tuple[Restock, ...], code: str, path: tuple[object, ...]
):
    refusal = assembled(evolve(CANCELLED, restocks=restocks)).failure()

    assert (code, ("restocks", *path)) in {(each.code, each.path) for each in refusal.problems}


def test_cancellation_restock_requires_a_cancellation():
    written = evolve(draft(), restocks=(WHOLE,))

    refusal = assembled(written).failure()

    assert [(each.code, each.path) for each in refusal.problems] == [
        ("not_cancelled", ("restocks", 0, "cause"))
    ]


def test_restocked_units_follow_the_lines():
    written = evolve(CANCELLED, restocks=(evolve(WHOLE, items=UNITS[::-1]),))

    (restock,) = made(written).restocks

    assert restock.items == UNITS
