"""Contract of the access key store."""

from datetime import timedelta
from hashlib import sha256

import pytest
from attrs import evolve

from seller_orders.application.access import AccessKey, Scope
from seller_orders.application.ports.key_lookup import AccessKeys, KeyLookUp
from seller_orders.testing.sample_order import CREATED, LATER
from seller_orders.testing.store import WholeStore


def digest_of(id: str) -> str:
    return sha256(id.encode()).hexdigest()


def key(id: str, domain_id: str = "dom_1", minutes: int = 0) -> AccessKey:
    return AccessKey(
        id=id,
        domain_id=domain_id,
        digest=digest_of(id),
        scopes=frozenset({Scope.READ, Scope.CANCEL}),
        created_at=CREATED + timedelta(minutes=minutes),
    )


class AccessKeysContract:
    """Contract of ``AccessKeys`` and ``KeyLookUp``. Needs an empty ``store``."""

    @pytest.fixture
    def keys(self, store: WholeStore) -> AccessKeys:
        return store.keys

    @pytest.fixture(params=["plain", "remembered"])
    def look_up(self, request: pytest.FixtureRequest, store: WholeStore) -> KeyLookUp:
        return store.look_ups[request.param]

    def test_a_key_is_found_by_its_digest(self, keys: AccessKeys, look_up: KeyLookUp) -> None:
        keys.add(key("key_1"))
        keys.add(key("key_2", "dom_2"))

        for known in (key("key_2", "dom_2"), key("key_1"), key("key_1")):
            found = look_up.find(known.digest)
            assert found is not None
            # A look-up may have recorded the use.
            assert evolve(found, last_used_at=None) == known

    @pytest.mark.parametrize("digest", [digest_of(each) for each in ("key_9", "", "%")])
    def test_find_returns_none_for_an_unknown_digest(
        self, keys: AccessKeys, look_up: KeyLookUp, digest: str
    ) -> None:
        keys.add(key("key_1"))

        assert look_up.find(digest) is None

    def test_several_keys_are_found_at_once(self, keys: AccessKeys) -> None:
        for each in (key("key_1"), key("key_2", "dom_2"), key("key_3"), key("key_4")):
            keys.add(each)
        keys.revoke("key_3", LATER)

        found = keys.find_many([digest_of(f"key_{n}") for n in (1, 2, 3, 9)])

        assert {each.id: each for each in found} == {
            "key_1": key("key_1"),
            "key_2": key("key_2", "dom_2"),
        }
        assert list(keys.find_many([])) == []

    def test_a_new_key_is_found_after_an_earlier_miss(
        self, keys: AccessKeys, look_up: KeyLookUp
    ) -> None:
        assert look_up.find(digest_of("key_1")) is None

        keys.add(key("key_1"))

        assert look_up.find(digest_of("key_1")) == key("key_1")

    @pytest.mark.parametrize("scopes", [frozenset(), frozenset(Scope)])
    def test_a_key_keeps_its_scopes(
        self, keys: AccessKeys, look_up: KeyLookUp, scopes: frozenset[Scope]
    ) -> None:
        keys.add(evolve(key("key_1"), scopes=scopes))

        found = look_up.find(digest_of("key_1"))

        assert found is not None
        assert found.scopes == scopes

    def test_revoke_affects_one_key(self, keys: AccessKeys) -> None:
        keys.add(key("key_1"))
        keys.add(key("key_2"))
        keys.find(digest_of("key_1"))

        assert keys.revoke("key_1", LATER)

        assert keys.find(digest_of("key_1")) is None
        assert keys.find(digest_of("key_2")) == key("key_2")

    def test_revoke_returns_false_for_an_unknown_key(self, keys: AccessKeys) -> None:
        keys.add(key("key_1"))

        assert not keys.revoke("key_9", LATER)

        assert keys.find(digest_of("key_1")) == key("key_1")

    def test_every_lists_all_keys_oldest_first(self, keys: AccessKeys) -> None:
        keys.add(key("key_b", minutes=1))
        keys.add(key("key_c", "dom_2", minutes=0))
        keys.add(key("key_a", minutes=1))
        keys.revoke("key_b", LATER)

        assert list(keys.every()) == [
            key("key_c", "dom_2", minutes=0),
            key("key_a", minutes=1),
            evolve(key("key_b", minutes=1), revoked_at=LATER),
        ]

    def test_second_revocation_keeps_the_first_time(self, keys: AccessKeys) -> None:
        keys.add(key("key_1"))

        keys.revoke("key_1", LATER)
        assert keys.revoke("key_1", LATER + timedelta(days=1))

        assert [each.revoked_at for each in keys.every()] == [LATER]

    def test_a_new_store_has_no_keys(self, keys: AccessKeys) -> None:
        assert list(keys.every()) == []

    def test_last_use_is_recorded(self, store: WholeStore) -> None:
        store.keys.add(key("key_1"))
        store.keys.add(key("key_2"))

        store.keys.record_use(key("key_1"), LATER)

        assert [each.last_used_at for each in store.keys.every()] == [LATER, None]
        assert store.keys.find(digest_of("key_1")) == evolve(key("key_1"), last_used_at=LATER)

    def test_use_is_recorded_at_most_once_a_minute(self, store: WholeStore) -> None:
        store.keys.add(key("key_1"))

        store.look_ups["remembered"].record_use(key("key_1"), LATER)
        store.look_ups["remembered"].record_use(key("key_1"), LATER + timedelta(seconds=30))

        assert [each.last_used_at for each in store.keys.every()] == [LATER]

    def test_a_key_keeps_its_name_and_expiry(self, keys: AccessKeys, look_up: KeyLookUp) -> None:
        end = LATER + timedelta(days=10_000)
        named = evolve(key("key_1"), name="ERP", expires_at=end)
        keys.add(named)

        found = look_up.find(named.digest)

        assert found is not None
        assert (found.name, found.expires_at) == ("ERP", end)

    def test_a_domain_s_pages_leave_out_keys_revoked_long_ago(self, keys: AccessKeys) -> None:
        for each in (key("key_3"), key("key_1"), key("key_2"), key("key_4", "dom_2"), key("key_5")):
            keys.add(each)
        keys.revoke("key_1", LATER - timedelta(seconds=1))
        keys.revoke("key_2", LATER)

        first = [each.id for each in keys.page("dom_1", LATER, 2, None)]
        rest = [each.id for each in keys.page("dom_1", LATER, 2, "key_3")]

        assert (first, rest) == (["key_2", "key_3"], ["key_5"])

    def test_a_key_is_read_in_its_domain(self, keys: AccessKeys) -> None:
        keys.add(key("key_1"))
        keys.revoke("key_1", LATER)

        assert keys.get("dom_1", "key_1") == evolve(key("key_1"), revoked_at=LATER)
        assert keys.get("dom_2", "key_1") is None
        assert keys.get("dom_1", "key_2") is None

    def test_a_unit_of_work_adds_and_revokes_keys(self, store: WholeStore) -> None:
        with store.begin_domain("dom_1") as tx:
            tx.keys.add(key("key_1"))
            tx.keys.add(key("key_2"))
            tx.commit()
            revoked = tx.keys.revoke("dom_1", "key_1", LATER)
            again = tx.keys.revoke("dom_1", "key_1", LATER + timedelta(days=1))
            assert tx.keys.revoke("dom_1", "key_9", LATER) is None
            tx.commit()
            tx.keys.revoke("dom_1", "key_2", LATER)

        assert revoked == again == evolve(key("key_1"), revoked_at=LATER)
        assert list(store.keys.every()) == [revoked, key("key_2")]

    def test_a_unit_of_work_revokes_keys_of_its_domain(self, store: WholeStore) -> None:
        store.keys.add(key("key_1"))

        with store.begin_domain("dom_2") as tx:
            assert tx.keys.revoke("dom_2", "key_1", LATER) is None
            tx.commit()

        assert store.keys.get("dom_1", "key_1") == key("key_1")
