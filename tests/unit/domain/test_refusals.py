"""Codes and messages of refusals."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from attrs import astuple, evolve

from seller_orders.domain.refusals import (
    CODES,
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    BelowFulfilled,
    BulkFailed,
    BulkFailure,
    CapturedCannotDecrease,
    CursorExpired,
    DeliveryNotFound,
    DomainExists,
    DomainNotFound,
    DuplicateItem,
    EmailTaken,
    EndpointIsDisabled,
    EndpointNotFound,
    EventExpired,
    ExceedsOwnScopes,
    ExternalIdTaken,
    FieldProblem,
    FulfillmentIsFinal,
    FulfillmentNotFound,
    HasNoCarrier,
    HoldNotFound,
    InvalidFields,
    ItemNotFound,
    KeyNotFound,
    LastOwner,
    LogInRefused,
    NoSecretKeys,
    NothingIsOwed,
    NothingToCancel,
    NothingToFulfill,
    NothingToHandOver,
    NothingToTell,
    NothingWouldRemain,
    NotViewOwner,
    OnHold,
    OrderExists,
    OrderIsClosed,
    OrderIsOpen,
    OrderIsRefunded,
    OrderNotFound,
    OrderNumberTaken,
    PaymentNotRefundable,
    QuantityExceedsExpected,
    QuantityExceedsRemaining,
    QuantityExceedsReturnable,
    RefundExceedsCaptured,
    RefundIsSettled,
    RefundNotFound,
    Refusal,
    ReturnIsFinal,
    ReturnNotFound,
    ShippingAlreadyRefunded,
    TenderNotFound,
    TendersDoNotAddUp,
    TooManyEndpoints,
    TooManyLogIns,
    TooManyViews,
    TotalBelowZero,
    TransitionNotAllowed,
    UnitsAlreadyRefunded,
    UnitsInReturn,
    UnitsNotShipped,
    UnknownItem,
    UnknownProvider,
    UnknownReturn,
    UserNotFound,
    VersionMismatch,
    ViewNotFound,
)

PROBLEM = FieldProblem("bad", "It is bad.", ("items", 0))

EVERY_REFUSAL = {
    "email_taken": EmailTaken("usr_1"),
    "exceeds_own_scopes": ExceedsOwnScopes(("keys:write", "users:write")),
    "key_not_found": KeyNotFound("key_1"),
    "last_owner": LastOwner(),
    "log_in_refused": LogInRefused(),
    "not_view_owner": NotViewOwner("user:usr_1"),
    "too_many_log_ins": TooManyLogIns(62),
    "too_many_views": TooManyViews(200),
    "user_not_found": UserNotFound("usr_1"),
    "view_not_found": ViewNotFound("vew_1"),
    "already_cancelled": AlreadyCancelled(),
    "already_delivered": AlreadyDelivered(),
    "already_shipped": AlreadyShipped(),
    "below_fulfilled": BelowFulfilled((PROBLEM,)),
    "hold_not_found": HoldNotFound("hld_1"),
    "nothing_to_hand_over": NothingToHandOver(),
    "on_hold": OnHold((PROBLEM,)),
    "quantity_exceeds_expected": QuantityExceedsExpected((PROBLEM,)),
    "quantity_exceeds_returnable": QuantityExceedsReturnable((PROBLEM,)),
    "return_is_final": ReturnIsFinal("ret_1", "closed"),
    "return_not_found": ReturnNotFound("ret_1"),
    "total_below_zero": TotalBelowZero((PROBLEM,)),
    "units_in_return": UnitsInReturn("ful_1", "in_transit", ("ret_1",)),
    "unknown_return": UnknownReturn((PROBLEM,)),
    "bulk_failed": BulkFailed((BulkFailure("ord_1", AlreadyShipped()),)),
    "captured_cannot_decrease": CapturedCannotDecrease("9 INR"),
    "delivery_not_found": DeliveryNotFound("whd_1"),
    "endpoint_is_disabled": EndpointIsDisabled("whe_1"),
    "endpoint_not_found": EndpointNotFound("whe_1"),
    "cursor_expired": CursorExpired(30),
    "event_expired": EventExpired("evt_1"),
    "too_many_endpoints": TooManyEndpoints(100),
    "duplicate_item": DuplicateItem((PROBLEM,)),
    "external_id_taken": ExternalIdTaken("erp", "SO-17"),
    "fulfillment_is_final": FulfillmentIsFinal("ful_1", "failed"),
    "fulfillment_not_found": FulfillmentNotFound("ful_1"),
    "invalid_fields": InvalidFields((PROBLEM,)),
    "has_no_carrier": HasNoCarrier("ful_1"),
    "item_not_found": ItemNotFound("iid_1"),
    "no_secret_keys": NoSecretKeys(),
    "nothing_is_owed": NothingIsOwed("9 INR"),
    "nothing_to_cancel": NothingToCancel(),
    "nothing_to_fulfill": NothingToFulfill(),
    "nothing_to_tell": NothingToTell("tags_changed", ("status_changed", "cancelled")),
    "nothing_would_remain": NothingWouldRemain(),
    "domain_exists": DomainExists("dom_1"),
    "domain_not_found": DomainNotFound("dom_1"),
    "order_exists": OrderExists("ord_1"),
    "order_is_closed": OrderIsClosed("delivered"),
    "order_is_open": OrderIsOpen("pending", ("delivered", "cancelled")),
    "order_is_refunded": OrderIsRefunded("9 INR"),
    "order_not_found": OrderNotFound("ord_1"),
    "order_number_taken": OrderNumberTaken("1001", "store_1"),
    "payment_not_refundable": PaymentNotRefundable(),
    "quantity_exceeds_remaining": QuantityExceedsRemaining((PROBLEM,)),
    "refund_exceeds_captured": RefundExceedsCaptured("9 INR", "8 INR"),
    "refund_is_settled": RefundIsSettled("rfd_1", "failed"),
    "refund_not_found": RefundNotFound("rfd_1"),
    "shipping_already_refunded": ShippingAlreadyRefunded((PROBLEM,)),
    "tender_not_found": TenderNotFound((PROBLEM,)),
    "tenders_do_not_add_up": TendersDoNotAddUp((PROBLEM,)),
    "transition_not_allowed": TransitionNotAllowed("shipped", "pending", ("delivered",)),
    "units_already_refunded": UnitsAlreadyRefunded((PROBLEM,)),
    "units_not_shipped": UnitsNotShipped((PROBLEM,)),
    "unknown_item": UnknownItem((PROBLEM,)),
    "unknown_provider": UnknownProvider.named("acme"),
    "version_mismatch": VersionMismatch(7),
}


def subclasses(root: type[Refusal]) -> Iterator[type[Refusal]]:
    for refusal in root.__subclasses__():
        yield refusal
        yield from subclasses(refusal)


def of_the_domain() -> list[type[Refusal]]:
    # attrs replaces each slotted class; the original stays a subclass until it is collected.
    return [one for one in subclasses(Refusal) if one.__module__.startswith("seller_orders.domain")]


def test_every_refusal_has_a_unique_code():
    assert {one.__name__ for one in of_the_domain()} == {
        type(one).__name__ for one in EVERY_REFUSAL.values()
    }
    assert set(EVERY_REFUSAL) == CODES
    assert len({type(one) for one in EVERY_REFUSAL.values()}) == len(EVERY_REFUSAL)


@pytest.mark.parametrize(("code", "refusal"), list(EVERY_REFUSAL.items()))
def test_a_refusals_code_is_stable(code: str, refusal: Refusal):
    assert refusal.code == code
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)


@pytest.mark.parametrize("refusal", list(EVERY_REFUSAL.values()), ids=list(EVERY_REFUSAL))
def test_a_refusals_message_is_a_sentence(refusal: Refusal):
    assert re.fullmatch(r"[A-Z0-9a-z].+ .+\.", refusal.message)


@pytest.mark.parametrize("refusal", list(EVERY_REFUSAL.values()), ids=list(EVERY_REFUSAL))
def test_a_message_fills_every_field_of_its_template(refusal: Refusal):
    fields = [name for _, name, _, _ in Formatter().parse(refusal.template) if name is not None]

    assert refusal.template
    assert all(re.fullmatch("[a-z_]+", name) and hasattr(refusal, name) for name in fields)
    assert not re.search(r"[{}()]|None", refusal.message)


@pytest.mark.parametrize("refusal", list(EVERY_REFUSAL.values()), ids=list(EVERY_REFUSAL))
def test_a_message_names_the_texts_of_its_refusal(refusal: Refusal):
    values = [value for value in astuple(refusal, recurse=False) if isinstance(value, str)]

    assert all(value in refusal.message for value in values)


@pytest.mark.parametrize(
    ("allowed", "written"),
    [
        ((), "nothing"),
        (("delivered",), "delivered"),
        (("delivered", "cancelled"), "cancelled or delivered"),
        (("c", "b", "a"), "a, b or c"),
    ],
)
def test_a_message_joins_lists_with_or(allowed: tuple[str, ...], written: str):
    refusal = TransitionNotAllowed("shipped", "pending", allowed)

    assert refusal.message == f"shipped cannot become pending; it can become: {written}."


def test_a_returnable_fulfillment_names_its_way_back():
    refusal = FulfillmentIsFinal("ful_1", "failed", can_return=True)

    assert "except for the status returned or a correction of its tracking." in refusal.message
    assert "returned" not in FulfillmentIsFinal("ful_1", "failed").message


def test_a_delivered_fulfillment_names_the_return():
    for status in ("cancelled", "failed", "returned"):
        assert "create a return" not in FulfillmentIsFinal("ful_1", status).message
    assert FulfillmentIsFinal("ful_1", "".join(["deliver", "ed"])).message == (
        "Fulfillment ful_1 is delivered, which is final except for a correction of its tracking: "
        "create a return for units that the customer sends back."
    )


def test_an_unknown_return_is_a_problem_of_its_field():
    refusal = UnknownReturn.named("ret_9")

    assert refusal.message == "The order has no return ret_9."
    assert [(each.code, each.path) for each in refusal.problems] == [
        ("unknown_return", ("return_id",))
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("version_mismatch", "at version 7 now"),
        ("order_exists", "Order ord_1 already exists: leave order_id out"),
        (
            "order_number_taken",
            "Order number 1001 is taken in store store_1: leave order_number out",
        ),
        ("fulfillment_is_final", "Fulfillment ful_1 is failed"),
        ("already_delivered", "create a return, or refund it instead"),
        (
            "already_shipped",
            "with the courier or in a return: "
            "cancel it after every parcel was returned or lost, or refund it instead",
        ),
        ("payment_not_refundable", "leave the refund out"),
        ("refund_exceeds_captured", "A refund of 9 INR exceeds the refundable 8 INR"),
        ("refund_is_settled", "Refund rfd_1 has already failed"),
        ("captured_cannot_decrease", "create a refund instead"),
        ("unknown_provider", "'acme' is connected; null means self-delivery"),
        ("bulk_failed", "1 of the orders"),
    ],
)
def test_a_message_names_values_and_remedy(code: str, said: str):
    assert said in EVERY_REFUSAL[code].message


def test_a_message_writes_an_empty_list_as_nothing():
    assert TransitionNotAllowed("refunded", "cancelled", ()).message.endswith("become: nothing.")


def test_a_message_joins_details_and_names_fields():
    two = InvalidFields((PROBLEM, evolve(PROBLEM, detail="So is this.")))

    assert two.message == "items.0 is bad. So is this."


def test_within_prefixes_the_path():
    assert PROBLEM.within("data", 3).path == ("data", 3, "items", 0)
    assert PROBLEM.within().path == ("items", 0)
