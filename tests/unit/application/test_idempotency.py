"""Every command with a key runs once, and its first answer is replayed."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.idempotency import AlreadyHandledError, KeyReusedError
from seller_orders.testing.fakes.state import State
from seller_orders.testing.sample_order import outcome_of
from tests.support.keyed_commands import COMMANDS, Answers, Keyed, idempotency_key, world
from tests.support.untouched import nothing_changes, nothing_is_done
from tests.support.use_case_world import World, reachable

EACH = pytest.mark.parametrize("keyed", COMMANDS.values(), ids=COMMANDS)


def do(world: World, operation: str, command: Any) -> Any:
    return getattr(world, operation)(command)


def replayed(world: World, operation: str, command: Any) -> bytes:
    """Run a repeated command and return its replayed answer."""
    with nothing_is_done(world), pytest.raises(AlreadyHandledError) as answered:
        do(world, operation, command)
    return answered.value.answer


def without_answers(state: State) -> State:
    return evolve(state, answers={})


@EACH
def test_a_success_is_replayed_without_a_second_effect(keyed: Keyed):
    here, answers = world(), Answers()
    command = evolve(keyed.command, idempotency_key=idempotency_key(answers))

    outcome = do(here, keyed.operation, command)

    assert outcome_of(outcome) == "ok"
    assert answers.written == [f"0: {outcome}".encode()]
    assert replayed(here, keyed.operation, command) == answers.written[0]
    assert replayed(here, keyed.operation, command) == answers.written[0]
    assert len(answers.written) == 1


@EACH
def test_a_replay_invalidates_the_orders_again(keyed: Keyed):
    """The process that made the change may have died before invalidating them."""
    here = world()
    command = evolve(keyed.command, idempotency_key=idempotency_key(Answers()))
    do(here, keyed.operation, command)
    invalidated = here.cache.invalidations.copy()

    replayed(here, keyed.operation, command)

    assert here.cache.invalidations == invalidated * 2
    # The cache cannot contain a new order.
    assert bool(invalidated) is not (keyed.operation == "create_order")


@EACH
def test_a_refusal_and_a_reuse_invalidate_nothing(keyed: Keyed):
    here = world()
    refused = evolve(keyed.refused, idempotency_key=idempotency_key(Answers()))
    do(here, keyed.operation, refused)

    replayed(here, keyed.operation, refused)
    with pytest.raises(KeyReusedError):
        do(
            here,
            keyed.operation,
            evolve(refused, idempotency_key=idempotency_key(Answers(), fingerprint="other")),
        )

    assert here.cache.invalidations == []


@EACH
def test_a_key_does_not_change_the_command(keyed: Keyed):
    here, plain = world(), world()

    outcome = do(
        here, keyed.operation, evolve(keyed.command, idempotency_key=idempotency_key(Answers()))
    )

    assert outcome_of(outcome) == "ok"
    assert outcome == do(plain, keyed.operation, keyed.command)
    assert without_answers(here.store.committed) == plain.store.committed
    assert here.cache.invalidations == plain.cache.invalidations


@EACH
def test_a_refusal_is_replayed_after_the_order_changed(keyed: Keyed):
    """The command would succeed by now."""
    here, answers = world(), Answers()
    before = here.store.committed.copy()
    command = evolve(keyed.refused, idempotency_key=idempotency_key(answers))

    refused = do(here, keyed.operation, command)

    assert outcome_of(refused) == keyed.code
    assert without_answers(here.store.committed) == before
    assert list(here.store.committed.answers) == [("dom_1", "key")]
    here.keep(reachable(id="ord_new", number="new"))
    assert replayed(here, keyed.operation, command) == answers.written[0]
    assert answers.written == [f"0: {refused}".encode()]


@EACH
def test_a_key_of_another_request_is_refused(keyed: Keyed):
    here, answers = world(), Answers()
    do(
        here,
        keyed.operation,
        evolve(keyed.command, idempotency_key=idempotency_key(answers, fingerprint="sent")),
    )

    with nothing_changes(here), pytest.raises(KeyReusedError):
        do(
            here,
            keyed.operation,
            evolve(keyed.command, idempotency_key=idempotency_key(answers, fingerprint="other")),
        )

    assert len(answers.written) == 1


@EACH
def test_each_domain_has_its_own_keys(keyed: Keyed):
    here, answers = world(), Answers()
    mine = evolve(keyed.command, idempotency_key=idempotency_key(answers))
    theirs = evolve(
        keyed.command,
        idempotency_key=idempotency_key(answers, fingerprint="theirs"),
        domain_id="dom_2",
    )

    do(here, keyed.operation, mine)
    done = do(here, keyed.operation, theirs)

    assert outcome_of(done) == "ok"
    assert replayed(here, keyed.operation, mine) == answers.written[0]
    assert replayed(here, keyed.operation, theirs) == answers.written[1]


@EACH
def test_another_key_runs_the_command_again(keyed: Keyed):
    here, answers = world(), Answers()

    do(
        here,
        keyed.operation,
        evolve(keyed.refused, idempotency_key=idempotency_key(answers, "first")),
    )
    do(
        here,
        keyed.operation,
        evolve(keyed.refused, idempotency_key=idempotency_key(answers, "second")),
    )

    assert len(answers.written) == 2


@EACH
def test_nothing_is_stored_without_a_key(keyed: Keyed):
    here = world()

    do(here, keyed.operation, keyed.command)
    do(here, keyed.operation, keyed.refused)

    assert here.store.committed.answers == {}
