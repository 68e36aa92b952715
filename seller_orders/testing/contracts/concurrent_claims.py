"""Contracts of concurrent claims of one idempotency key."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest

from seller_orders.application.idempotency import RequestInProgressError
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.contracts.idempotency_store import ANSWER, KEY, record, recorded
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order, tagged

A_WHILE_S = 0.05
TOO_LONG_S = 60.0
AT_ONCE = 6


@contextmanager
def claimed(store: Store) -> Iterator[None]:
    """Run with the key claimed by another unit of work, which then records its response."""
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
    """Contract of concurrent claims. Needs a fixture ``store``: an empty, thread-safe store."""

    def test_one_of_many_concurrent_claims_wins(self, store: Store) -> None:
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
            assert recorded(store, key) == StoredOutcome("same", winner)


class AwaitedClaimsContract:
    """Contract of a ``store`` with one writer at a time, where a second claim waits."""

    def test_a_second_claim_waits_for_the_response(self, store: Store) -> None:
        with ThreadPoolExecutor(1) as pool:
            with claimed(store):
                second = pool.submit(recorded, store)
                with pytest.raises(TimeoutError):
                    second.result(A_WHILE_S)

            assert second.result(TOO_LONG_S) == ANSWER


class SeenClaimsContract:
    """Contract of a ``store`` with concurrent writers, where a second claim fails at once."""

    def test_a_second_claim_fails_at_once(self, store: Store) -> None:
        with claimed(store), pytest.raises(RequestInProgressError):
            recorded(store)

        assert recorded(store) == ANSWER

    def test_claims_of_other_keys_and_domains_do_not_block(self, store: Store) -> None:
        with claimed(store):
            assert recorded(store, "another") is None
            assert recorded(store, domain_id="dom_2") is None
            record(store, domain_id="dom_2")

    def test_a_stored_response_is_found_despite_a_claim(self, store: Store) -> None:
        """Two replays at once do not block each other."""
        record(store)

        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) == ANSWER
            assert recorded(store) == ANSWER

    def test_rollback_releases_the_claim(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.rollback()
            record(store)
            assert tx.idempotency.claim("dom_1", KEY) == ANSWER

    def test_rollback_releases_the_order_lock(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "undone"))
            tx.rollback()
            with store.begin("dom_1") as other, ThreadPoolExecutor(1) as pool:
                pool.submit(other.orders.get, "dom_1", "ord_1").result(TOO_LONG_S).unwrap()
