"""Several units of work with one key at once: where a claim is seen, and where it is waited for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest

from seller_orders.application.idempotency import RequestInProgressError
from seller_orders.application.ports.idempotency_store import RecordedAnswer
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.contracts.idempotency_store import ANSWER, KEY, record, recorded
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order, tagged

A_WHILE_S = 0.05
TOO_LONG_S = 60.0
AT_ONCE = 6


@contextmanager
def claimed(store: Store) -> Iterator[None]:
    """Have another unit of work hold the key meanwhile, and then record its answer."""
    has_claimed, may_end = Event(), Event()

    def hold() -> None:
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            has_claimed.set()
            assert may_end.wait(TOO_LONG_S)
            tx.idempotency.record("dom_1", KEY, ANSWER.fingerprint, ANSWER.answer)
            tx.commit()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        try:
            assert has_claimed.wait(TOO_LONG_S)
            yield
        finally:
            may_end.set()
        holding.result(TOO_LONG_S)


class ConcurrentClaimsContract:
    """Give it a fixture ``store``: an empty one, which threads may share."""

    def test_of_many_at_once_one_alone_goes_on_and_the_others_find_its_answer(
        self, store: Store
    ) -> None:
        for key in map(str, range(10)):
            begin = Barrier(AT_ONCE)

            def attempt(number: int, key: str = key, begin: Barrier = begin) -> bytes | None:
                begin.wait(TOO_LONG_S)
                while True:
                    try:
                        with store.begin("dom_1") as tx:
                            found = tx.idempotency.claim("dom_1", key)
                            if found is not None:
                                return None
                            mine = str(number).encode()
                            tx.idempotency.record("dom_1", key, "same", mine)
                            tx.commit()
                            return mine
                    except (RequestInProgressError, WriteConflictError):
                        continue

            with ThreadPoolExecutor(AT_ONCE) as pool:
                made = list(pool.map(attempt, range(AT_ONCE)))

            (winner,) = [each for each in made if each is not None]
            assert recorded(store, key) == RecordedAnswer("same", winner)


class AwaitedClaimsContract:
    """Give it a fixture ``store`` of one writer at a time: a claim is waited for, never seen."""

    def test_who_cannot_see_a_claim_waits_and_then_finds_the_answer(self, store: Store) -> None:
        with ThreadPoolExecutor(1) as pool:
            with claimed(store):
                second = pool.submit(recorded, store)
                with pytest.raises(TimeoutError):
                    second.result(A_WHILE_S)

            assert second.result(TOO_LONG_S) == ANSWER


class SeenClaimsContract:
    """Give it a fixture ``store`` of many writers at a time, which see each other's claims."""

    def test_who_sees_another_hold_the_key_is_told_at_once(self, store: Store) -> None:
        with claimed(store), pytest.raises(RequestInProgressError):
            recorded(store)

        assert recorded(store) == ANSWER

    def test_other_keys_and_other_domains_are_not_in_its_way(self, store: Store) -> None:
        with claimed(store):
            assert recorded(store, "another") is None
            assert recorded(store, domain_id="dom_2") is None
            record(store, domain_id="dom_2")

    def test_an_answer_that_is_there_is_found_whoever_holds_the_key(self, store: Store) -> None:
        """Two that replay at once are not in each other's way."""
        record(store)

        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) == ANSWER
            assert recorded(store) == ANSWER

    def test_an_undone_claim_is_free_though_its_unit_of_work_goes_on(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.undo()
            record(store)
            assert tx.idempotency.claim("dom_1", KEY) == ANSWER

    def test_an_undone_change_no_longer_locks_its_order(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "undone"))
            tx.undo()
            with store.begin("dom_1") as other, ThreadPoolExecutor(1) as pool:
                pool.submit(other.orders.get, "dom_1", "ord_1").result(TOO_LONG_S).unwrap()
