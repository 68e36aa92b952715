"""Every operation on holds in every state of a small order, next to the reference model."""

import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product

from seller_orders.domain.cancellation import CancelReason
from seller_orders.testing.reference_edits import ModelEdit
from tests.exhaustive.explored_machine import Chosen, ExploredMachine, Operation, explore

IS_LONG = bool(os.environ.get("EVERY_SIZE"))
QUANTITIES = (2, 1) if IS_LONG else (1, 1)
MAX_HOLDS = 3 if IS_LONG else 2
MAX_PARCELS = 2
LATER = 10**6
"""Minutes until the end of a hold; twice as many pass at once."""


def operations(machine: ExploredMachine) -> Iterator[Operation]:
    """Return every operation on holds and parcels, and those that release or name lines."""
    model = machine.model
    if len(model.holds) < MAX_HOLDS:
        lines = [[], ["pasta"], ["pasta", "soup"]] if IS_LONG else [[], ["soup"]]
        for named, minutes, handle in product(lines, [None, LATER], [None, "fraud"]):
            yield partial(machine.hold, items=named, minutes=minutes, handle=handle)
        for wrong in (["tea"], ["soup", "soup"]):
            yield partial(machine.hold, items=wrong, minutes=None, handle=None)
        yield partial(machine.hold, items=[], minutes=0, handle=None)
    for id in [*model.holds, "hld_0"]:
        yield partial(machine.release, id)
    if any(one.until is not None and one.is_open(machine.serial) for one in model.holds.values()):
        yield partial(_wait, machine)
    if any(not one.is_open(machine.serial) for one in model.holds.values()):
        yield machine.release_expired_holds
    for line in [*model.ordered, "tea"]:
        yield partial(machine.fulfill, items=[(line, 1)])
    yield machine.fulfill_the_rest
    if len(model.fulfillments) < MAX_PARCELS:
        yield partial(machine.fulfill, items=[("pasta", 1), ("soup", 1)])
    for id in model.fulfillments:
        yield partial(_cancel_parcel, machine, id)
    yield partial(_remove, machine, "soup")
    for status in ("cancelled", "delivered") if IS_LONG else ("cancelled",):
        yield partial(machine.move, target_status=status)
    yield partial(_cancel, machine)


def _wait(machine: ExploredMachine) -> None:
    machine.wait(minutes=2 * LATER)


def _cancel_parcel(machine: ExploredMachine, id: str) -> None:
    machine.set_fulfillment_status(machine.parcel(id), "cancelled", None)


def _remove(machine: ExploredMachine, line: str) -> None:
    machine.edit(ModelEdit(items=[(line, {"quantity": 0})]))


def _cancel(machine: ExploredMachine) -> None:
    machine.cancel(
        data=Chosen(), reason=CancelReason.FRAUD, details=None, refund=False, restock=False
    )


def test_holds_keep_the_rules_in_every_state():
    machine = ExploredMachine(Counter())
    machine.begin(QUANTITIES)

    states = explore(machine, operations)

    assert states > 100
    assert {"on_hold", "hold_not_found", "order_is_closed", "unknown_item", "duplicate_item"} <= {
        *machine.outcomes
    }
