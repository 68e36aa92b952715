"""Every operation on returns in every state of a small order, next to the reference model."""

import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product

import pytest

from seller_orders.domain.cancellation import CancelReason
from seller_orders.testing import reference_rules
from tests.exhaustive.explored_machine import Chosen, ExploredMachine, Operation, explore

IS_LONG = bool(os.environ.get("EVERY_SIZE"))
SIZES: list[tuple[tuple[int, int], list[str]]] = [((1, 1), ["soup"])]
if IS_LONG:
    SIZES += [((2, 1), ["soup"])]
MAX_PARCELS = 2
MAX_RETURNS = 2 if IS_LONG else 1
CONDITIONS = ["resellable", "damaged", "missing"] if IS_LONG else ["resellable", "missing"]


def operations(machine: ExploredMachine) -> Iterator[Operation]:
    """Return every operation on parcels and returns, and those that end parcels or restock."""
    model = machine.model
    shipped = [line for line in model.ordered if line not in model.digital]
    if len(model.fulfillments) < MAX_PARCELS:
        for line, units in model.remaining.items():
            yield from (partial(machine.fulfill, items=[(line, n)]) for n in range(1, units + 1))
    for id, parcel in model.fulfillments.items():
        is_final = parcel.status in reference_rules.FINAL
        ends = ["failed", "returned"]
        for status in ends if is_final else ["in_transit", "delivered", *ends, "cancelled"]:
            yield partial(_update, machine, id, status)
        if parcel.status != "delivered":
            for status in ends:
                yield partial(_report, machine, id, status)
            yield partial(_refuse_booking, machine, id)
    if len(model.returns) < MAX_RETURNS:
        for line in shipped:
            most = model.with_customers[line]
            yield from (partial(machine.request_return, [(line, n)]) for n in range(1, most + 2))
    for id, one in model.returns.items():
        if one.status not in reference_rules.RETURNS_UNDER_WAY:
            yield partial(machine.move_return, id, "approved")
            yield partial(machine.receive, id, [(next(iter(one.items)), 1, "resellable")])
            continue
        for status in ("approved", "rejected", "closed", "cancelled"):
            yield partial(machine.move_return, id, status)
        for (line, item), condition in product(one.items.items(), CONDITIONS):
            for units in range(1, item.expected + 2):
                yield partial(machine.receive, id, [(line, units, condition)])
    for line, restock in product(shipped, [False, True]):
        yield partial(_take_off, machine, line, restock=restock)
    yield partial(_cancel, machine)
    for status in ("shipped", "cancelled"):
        yield partial(machine.move, target_status=status)


def _update(machine: ExploredMachine, id: str, status: str) -> None:
    machine.set_fulfillment_status(machine.parcel(id), status, None)


def _report(machine: ExploredMachine, id: str, status: str) -> None:
    machine.report_status(data=Chosen(machine.parcel(id)), status=status, repeats=1)


def _refuse_booking(machine: ExploredMachine, id: str) -> None:
    machine.report_refused_booking(data=Chosen(machine.parcel(id)))


def _take_off(machine: ExploredMachine, line: str, *, restock: bool) -> None:
    machine.cancel_items(
        items=[(line, 1)], details="Moved away", refund=False, restock=restock, data=Chosen()
    )


def _cancel(machine: ExploredMachine) -> None:
    machine.cancel(
        data=Chosen(), reason=CancelReason.FRAUD, details=None, refund=False, restock=True
    )


@pytest.mark.parametrize(("quantities", "digital"), SIZES, ids=str)
def test_returns_keep_the_rules_in_every_state(quantities: tuple[int, int], digital: list[str]):
    machine = ExploredMachine(Counter())
    machine.begin(quantities, digital)

    states = explore(machine, operations)

    assert states > 100
    assert {
        *("units_in_return", "already_shipped", "quantity_exceeds_returnable", "return_is_final"),
        *("quantity_exceeds_expected", "transition_not_allowed", "fulfillment_is_final", "ok"),
    } <= set(machine.outcomes)
