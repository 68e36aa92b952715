"""Contract of the idempotency store."""

import pytest

from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import is_kept, order

KEY = "4b1c-key"
EVERY_BYTE = bytes(range(256)) * 5
ANSWER = StoredOutcome("f" * 64, b'{"status": "shipped"}')


def record(
    store: Store,
    answer: bytes = ANSWER.answer,
    key: str = KEY,
    domain_id: str = "dom_1",
    fingerprint: str = ANSWER.fingerprint,
) -> None:
    with store.begin(domain_id) as tx:
        assert tx.idempotency.claim(domain_id, key) is None
        tx.idempotency.record(domain_id, key, fingerprint, answer)
        tx.commit()


def recorded(store: Store, key: str = KEY, domain_id: str = "dom_1") -> StoredOutcome | None:
    with store.begin(domain_id) as tx:
        return tx.idempotency.claim(domain_id, key)


class IdempotencyStoreContract:
    """Contract of ``IdempotencyStore``. Needs a fixture ``store``: an empty store."""

    def test_a_new_key_has_no_response(self, store: Store) -> None:
        assert recorded(store) is None

    @pytest.mark.parametrize(
        "answer", [EVERY_BYTE, b"", b"\0", "ü".encode("latin-1"), b"x" * 2**20]
    )
    def test_a_response_keeps_every_byte(self, store: Store, answer: bytes) -> None:
        record(store, answer)

        assert recorded(store) == StoredOutcome(ANSWER.fingerprint, answer)
        assert recorded(store) == StoredOutcome(ANSWER.fingerprint, answer)

    @pytest.mark.parametrize("key", ["K" * 255, "a b", "'; DROP TABLE outbox; --", "%", "\\", '"'])
    def test_any_printable_text_is_a_key(self, store: Store, key: str) -> None:
        record(store, key=key)

        assert recorded(store, key) == ANSWER
        assert recorded(store, "another") is None

    def test_keys_differ_by_every_character(self, store: Store) -> None:
        record(store, key="key")

        assert [recorded(store, key) for key in ("KEY", "key ", " key", "ke")] == [None] * 4

    def test_domains_have_separate_keys(self, store: Store) -> None:
        record(store, b"mine", domain_id="dom_1")

        assert recorded(store, domain_id="dom_2") is None
        record(store, b"theirs", domain_id="dom_2")
        assert recorded(store, domain_id="dom_1") == StoredOutcome(ANSWER.fingerprint, b"mine")
        assert recorded(store, domain_id="dom_2") == StoredOutcome(ANSWER.fingerprint, b"theirs")

    def test_response_and_change_are_stored_together(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            tx.idempotency.claim("dom_1", KEY)
            tx.orders.add(order())
            tx.idempotency.record("dom_1", KEY, ANSWER.fingerprint, ANSWER.answer)

        assert recorded(store) is None
        assert not is_kept(store)

    def test_a_key_can_be_claimed_again_after_rollback(self, store: Store) -> None:
        """A refusal does this: it rolls its change back and stores only its response."""
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.orders.add(order())
            tx.idempotency.record("dom_1", KEY, "undone", b"undone")
            tx.rollback()
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.idempotency.record("dom_1", KEY, ANSWER.fingerprint, ANSWER.answer)
            tx.commit()

        assert recorded(store) == ANSWER
        assert not is_kept(store)

    def test_a_claim_without_response_is_released(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.commit()

        record(store)
        assert recorded(store) == ANSWER

    def test_one_unit_of_work_can_claim_several_keys(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            for key in ("a", "b"):
                assert tx.idempotency.claim("dom_1", key) is None
            for key in ("a", "b"):
                tx.idempotency.record("dom_1", key, key, key.encode())
            tx.commit()

        assert recorded(store, "a") == StoredOutcome("a", b"a")
        assert recorded(store, "b") == StoredOutcome("b", b"b")

    def test_a_response_expires_after_24_hours(self, store: Store) -> None:
        record(store)

        store.clock.advance(hours=23, minutes=59, seconds=59)
        assert recorded(store) == ANSWER
        store.clock.advance(seconds=1)
        assert recorded(store) is None

    def test_an_expired_response_is_replaced(self, store: Store) -> None:
        record(store)
        store.clock.advance(hours=24)

        record(store, b"new", fingerprint="new")

        store.clock.advance(hours=23)
        assert recorded(store) == StoredOutcome("new", b"new")

    def test_a_second_response_is_a_write_conflict(self, store: Store) -> None:
        """The retried unit of work finds the first response."""
        with store.begin("dom_1") as tx:
            assert tx.idempotency.claim("dom_1", KEY) is None
            tx.idempotency.record("dom_1", KEY, ANSWER.fingerprint, ANSWER.answer)
            with pytest.raises(WriteConflictError):
                tx.idempotency.record("dom_1", KEY, "second", b"second")
            tx.commit()

        assert recorded(store) == ANSWER

    def test_replace_changes_only_the_response_of_its_key(self, store: Store) -> None:
        record(store, b"first")
        record(store, b"another's", key="other")
        record(store, b"theirs", domain_id="dom_2")

        with store.begin("dom_1") as tx:
            tx.idempotency.replace("dom_1", KEY, EVERY_BYTE)
            tx.commit()
        with store.begin("dom_1") as tx:
            tx.idempotency.replace("dom_1", KEY, b"undone")

        assert recorded(store) == StoredOutcome(ANSWER.fingerprint, EVERY_BYTE)
        assert recorded(store, "other") == StoredOutcome(ANSWER.fingerprint, b"another's")
        theirs = recorded(store, domain_id="dom_2")
        assert theirs == StoredOutcome(ANSWER.fingerprint, b"theirs")
