"""Commands that create, move and receive returns."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.create_return import CreateReturn
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.update_return import UpdateReturn
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order_return import ReceivedUnits, ReturnStatus, ShippedUnits
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnCondition, ReturnRules
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import fulfillment, handed_over, outcome_of
from tests.support.event_payload import without_payload
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
OF_ONE: dict[str, Any] = {**ORDER, "return_id": "ret_1"}
ONE_PASTA = RestockedItem("pasta", "sku-pasta", 1)


def world(**fields: Any) -> World:
    """Return a world with an order whose two pasta were delivered."""
    sent = handed_over(fulfillment("delivered", pasta=2))
    return World.of(reachable("delivered", fulfillments=(sent,)), **fields)


def create(quantity: int = 2, reason: str = "unwanted", **fields: Any) -> CreateReturn:
    item = ReturnRequestItem(id="pasta", quantity=quantity, reason=reason)
    return CreateReturn(**ORDER | {"request": ReturnRequest(items=(item,))} | fields)


def update(status: str, **fields: Any) -> UpdateReturn:
    return UpdateReturn(**OF_ONE | {"status": ReturnStatus(status)} | fields)


def receive(*units: tuple[int, str], **fields: Any) -> ReceiveReturn:
    items = tuple(
        ReceivedItem(id="pasta", quantity=quantity, condition=condition)
        for quantity, condition in units or [(1, "resellable")]
    )
    return ReceiveReturn(**OF_ONE | {"items": items} | fields)


def with_return(**fields: Any) -> World:
    """Return a world with a return of both pasta, at version 2."""
    created = world(**fields)
    created.create_return(create()).unwrap()
    return created


def run(place: World, command: Any) -> Any:
    handlers: dict[type, Any] = {
        CreateReturn: place.create_return,
        UpdateReturn: place.update_return,
        ReceiveReturn: place.receive_return,
    }
    return handlers[type(command)](command)


def test_a_return_waits_for_approval():
    place = world()
    request = evolve(create().request, note="Too much", tracking=(Tracking(awb="1Z9"),))

    done = place.create_return(create(request=request)).unwrap()

    assert done.order == place.kept()
    assert done.order.returns == (done.return_,)
    assert (done.return_.id, done.return_.status) == ("ret_1", "requested")
    assert (done.return_.note, done.return_.tracking) == ("Too much", (Tracking(awb="1Z9"),))
    assert done.return_.items[0].shipped == (ShippedUnits(fulfillment_id="ful_1", quantity=2),)
    assert done.return_.created_at == place.clock.now()
    assert done.order.return_status == "requested"
    assert done.order.payment == reachable().payment


@pytest.mark.parametrize(
    ("command", "steps"),
    [
        (create(), "get_order validate_return create_return invalidate_cache"),
        (
            update("approved"),
            "get_order validate_transition update_return send_notification invalidate_cache",
        ),
        (
            receive(),
            "get_order validate_items receive_return send_notification invalidate_cache",
        ),
    ],
    ids=["create", "update", "receive"],
)
def test_the_steps_of_each_command(command: Any, steps: str):
    place = world() if isinstance(command, CreateReturn) else with_return()

    with place.steps() as taken:
        run(place, command).unwrap()

    assert taken.names == steps.split()


def test_parts_are_received_and_restocked_by_condition():
    place = with_return()

    first = place.receive_return(receive((1, "damaged"))).unwrap()
    second = place.receive_return(receive((1, "resellable"))).unwrap()
    closed = place.update_return(update("closed")).unwrap()

    assert [each.return_.status for each in (first, second, closed)] == [
        "received",
        "received",
        "closed",
    ]
    assert closed.return_.items[0].received == (
        ReceivedUnits(quantity=1, condition="damaged"),
        ReceivedUnits(quantity=1, condition="resellable"),
    )
    assert [item for _, _, item in place.store.committed.restocks] == [ONE_PASTA]
    assert (closed.order.version, closed.order.return_status) == (5, "returned")
    assert closed.order.payment == reachable().payment


def test_another_table_decides_what_goes_back_to_stock():
    own = ReturnRules(conditions={"opened": ReturnCondition(restocks=True)})
    place = with_return(settings=installed(returns=own))

    unknown = place.receive_return(receive((1, "resellable")))
    opened = place.receive_return(receive((2, "opened"))).unwrap()

    (problem,) = unknown.failure().problems  # type: ignore[attr-defined]
    assert (problem.code, problem.path) == ("unknown_condition", ("items", 0, "condition"))
    assert opened.order.restocks[-1].items == (evolve(ONE_PASTA, quantity=2),)


def test_strict_rules_refuse_other_reasons():
    place = world(settings=installed(returns=ReturnRules(reasons=("broken",), other_reasons=False)))

    (problem,) = place.create_return(create()).failure().problems  # type: ignore[attr-defined]

    assert (problem.code, problem.path) == ("unknown_reason", ("items", 0, "reason"))
    assert outcome_of(place.create_return(create(reason="broken"))) == "ok"


def test_the_status_that_a_return_has_changes_nothing():
    place = with_return()
    first = place.update_return(update("approved")).unwrap()

    again = place.update_return(update("approved", notify_customer=True)).unwrap()

    assert again == first
    assert place.kept().version == 3
    assert place.notifications == []


def test_a_second_approval_may_correct_the_tracking():
    place = with_return()
    place.update_return(update("approved")).unwrap()

    numbers = (Tracking(awb="1Z9", url="https://courier.example/1Z9"), Tracking(awb="1Z8"))
    after = place.update_return(update("approved", tracking=numbers)).unwrap()

    assert after.return_.tracking == numbers
    assert after.order.version == 4


REFUSED: dict[str, tuple[Any, str]] = {
    "no order": (create(order_id="ord_9"), "order_not_found"),
    "another domain": (create(domain_id="dom_2"), "order_not_found"),
    "version": (create(expected_versions=frozenset({1})), "version_mismatch"),
    "all in returns": (create(1), "quantity_exceeds_returnable"),
    "no return": (update("approved", return_id="ret_9"), "return_not_found"),
    "no return to receive": (receive(return_id="ret_9"), "return_not_found"),
    "nothing came": (update("closed"), "transition_not_allowed"),
    "too much": (receive((3, "resellable")), "quantity_exceeds_expected"),
    "too much in all": (receive((1, "damaged"), (2, "resellable")), "quantity_exceeds_expected"),
    "no condition": (receive((1, "eaten")), "invalid_fields"),
}


@pytest.mark.parametrize(("command", "code"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_changes_nothing(command: Any, code: str):
    place = with_return()
    with nothing_changes(place):
        refused = run(place, command)

    assert outcome_of(refused) == code


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_units_of_an_ended_return_can_be_returned_again(status: str):
    place = with_return()

    ended = place.update_return(update(status)).unwrap()
    late = place.receive_return(receive())
    again = place.create_return(create()).unwrap()

    assert (ended.return_.status, outcome_of(late)) == (status, "return_is_final")
    assert [each.status for each in again.order.returns] == [status, "requested"]


CHANGES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "create": (
        create(),
        "return_created",
        {"to": "requested", "items": [{"id": "pasta", "quantity": 2, "reason": "unwanted"}]},
    ),
    "approve": (update("approved"), "return_updated", {"from": "requested", "to": "approved"}),
    "receive": (
        receive((1, "resellable"), (1, "damaged")),
        "return_updated",
        {
            "from": "requested",
            "to": "received",
            "items": [
                {"id": "pasta", "quantity": 1, "condition": "resellable"},
                {"id": "pasta", "quantity": 1, "condition": "damaged"},
            ],
            "restocked_items": [{"id": "pasta", "sku": "sku-pasta", "quantity": 1}],
        },
    ),
}


@pytest.mark.parametrize(("command", "type", "facts"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_one_version_and_one_event(command: Any, type: str, facts: dict[str, Any]):
    place = world() if isinstance(command, CreateReturn) else with_return()
    version = place.kept().version

    run(place, command).unwrap()

    entry, event = place.kept().timeline[-1], place.events[-1]
    assert (place.kept().version, entry.version, event.version) == (version + 1,) * 3
    assert (entry.type, event.about) == (f"order.{type}",) * 2
    assert event.message_id == entry.id
    usual = {"from": None, "to": None, "note": None, "by": "key:1", "return_id": "ret_1"}
    assert without_payload(event.data) == usual | facts


@pytest.mark.parametrize("command", [create(1), update("approved"), receive()], ids=type)
def test_a_dry_run_returns_the_outcome_without_changes(command: Any):
    places = [world() if isinstance(command, CreateReturn) else with_return() for _ in range(2)]

    with nothing_changes(places[0]):
        tried = run(places[0], evolve(command, dry_run=True))

    assert tried == run(places[1], command)
