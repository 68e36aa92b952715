"""Scope and retention of idempotency keys."""

import pytest
from attrs import evolve

from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.idempotency import KeyReusedError
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import outcome_of
from tests.support.drafts import draft
from tests.support.keyed_commands import COMMANDS, ORDER, Answers, idempotency_key, world
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_idempotency import do, replayed, without_answers

STATUS = COMMANDS["status"]


def test_a_key_can_be_used_again_after_24_hours():
    here, answers = world(), Answers()
    command = evolve(STATUS.command, idempotency_key=idempotency_key(answers))
    do(here, STATUS.operation, command)

    here.clock.advance(hours=23, minutes=59)
    assert replayed(here, STATUS.operation, command) == answers.written[0]
    here.clock.advance(minutes=1)

    assert outcome_of(do(here, STATUS.operation, command)) == "ok"
    assert replayed(here, STATUS.operation, command) == answers.written[1]


def test_all_operations_share_their_keys():
    """Only the fingerprint distinguishes a repeat from a reuse."""
    here, answers = world(), Answers()
    do(here, STATUS.operation, evolve(STATUS.command, idempotency_key=idempotency_key(answers)))

    with pytest.raises(KeyReusedError):
        do(
            here,
            "cancel_order",
            evolve(
                COMMANDS["cancel"].command, idempotency_key=idempotency_key(answers, "key", "x")
            ),
        )


@pytest.mark.parametrize(
    "name", ["status", "fulfill", "cancel", "cancel items", "refund", "refund units"]
)
def test_a_dry_run_ignores_the_key(name: str):
    here, answers, keyed = world(), Answers(), COMMANDS[name]
    dry = evolve(keyed.command, dry_run=True)

    with nothing_changes(here):
        tried = do(here, keyed.operation, dry)
    done = do(
        here, keyed.operation, evolve(keyed.command, idempotency_key=idempotency_key(answers))
    )

    assert outcome_of(tried) == outcome_of(done) == "ok"
    with nothing_changes(here):
        again = do(here, keyed.operation, dry)
    assert len(answers.written) == 1
    assert again != tried


def test_a_refused_creation_uses_no_order_number():
    here = World()
    here.keep(reachable(number="1"))
    create = COMMANDS["create"]

    refused = do(
        here, "create_order", evolve(create.refused, idempotency_key=idempotency_key(Answers()))
    )
    made = do(here, "create_order", create.command)

    assert outcome_of(refused) == "order_exists"
    assert made.unwrap().number == "1001"


def test_a_replay_takes_no_step():
    here = world()
    command = evolve(STATUS.command, idempotency_key=idempotency_key(Answers()))
    do(here, STATUS.operation, command)

    with here.steps() as taken:
        replayed(here, STATUS.operation, command)

    assert taken.names == []


def test_an_unchanged_status_is_stored_under_its_key():
    here, answers = world(), Answers()
    before = here.store.committed.copy()
    same = UpdateStatus(
        **ORDER, status=OrderStatus.PENDING, idempotency_key=idempotency_key(answers)
    )

    do(here, "update_status", same)

    assert without_answers(here.store.committed) == before
    assert replayed(here, "update_status", same) == answers.written[0]


def test_an_import_needs_no_key():
    here = world()

    here.import_orders(ImportOrders("dom_1", [draft(order_id="ord_2", order_number="2")]))

    assert here.store.committed.answers == {}
