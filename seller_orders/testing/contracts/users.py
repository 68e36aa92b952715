"""Contract of the stores of users and sessions."""

from datetime import timedelta

import pytest
from attrs import evolve

from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.sessions import IDLE_LIMIT, LIFETIME, MAX_SESSIONS, Session
from seller_orders.application.users import Role, User
from seller_orders.testing.sample_order import CREATED, LATER
from seller_orders.testing.store import WholeStore


def user(id: str, email: str = "", domain_id: str = "dom_1", role: Role = Role.VIEWER) -> User:
    return User(
        id=id,
        domain_id=domain_id,
        email=email or f"{id}@shop.example",
        name=f"Name of {id}",
        role=role,
        created_at=CREATED,
        updated_at=CREATED,
    )


def session(digest: str, user_id: str = "usr_1", minutes: int = 0) -> Session:
    at = CREATED + timedelta(minutes=minutes)
    return Session(
        digest=digest, domain_id="dom_1", user_id=user_id, created_at=at, last_used_at=at
    )


def add_users(store: WholeStore, *users: User) -> None:
    for each in users:
        with store.begin_domain(each.domain_id) as tx:
            tx.users.add(each)
            tx.commit()


def add_sessions(store: WholeStore, *sessions: Session) -> None:
    with store.begin_domain("dom_1") as tx:
        for each in sessions:
            tx.sessions.add(each)
        tx.commit()


class UsersContract:
    """Contract of ``UserRepository`` and ``UserDirectory``. Needs an empty ``store``."""

    def test_a_user_keeps_every_field(self, store: WholeStore) -> None:
        whole = evolve(
            user("usr_1"),
            updated_at=LATER,
            last_seen_at=LATER,
            disabled_at=LATER,
            password_hash="$argon2id$" + "x" * 90,
        )

        add_users(store, whole)

        assert store.users.get("dom_1", "usr_1") == whole
        assert store.users.get("dom_2", "usr_1") is None
        assert store.users.get("dom_1", "usr_2") is None

    def test_changes_of_a_user_are_stored(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"), user("usr_2"))
        changed = evolve(user("usr_1"), name="Anna", role=Role.MANAGER, disabled_at=LATER)

        with store.begin_domain("dom_1") as tx:
            tx.users.save(changed)
            tx.commit()

        assert list(store.users.page("dom_1", 10, None)) == [changed, user("usr_2")]

    def test_a_user_is_found_by_e_mail_in_any_case(self, store: WholeStore) -> None:
        anna = user("usr_1", "Anna.Groß@Shop.example")
        add_users(store, anna)

        with store.begin_domain("dom_1") as tx:
            found = tx.users.with_email("dom_1", "anna.gross@SHOP.example")

        assert found == anna
        assert store.users.with_email("dom_1", "ANNA.GROSS@shop.example") == anna
        assert store.users.with_email("dom_1", "anna@shop.example") is None
        assert store.users.with_email("dom_2", anna.email) is None

    def test_an_e_mail_address_is_unique_in_a_domain(self, store: WholeStore) -> None:
        add_users(store, user("usr_1", "anna@shop.example"))

        with pytest.raises(WriteConflictError):
            add_users(store, user("usr_2", "ANNA@shop.example"))
        add_users(store, user("usr_2", "ANNA@shop.example", "dom_2"))

        assert [each.id for each in store.users.page("dom_1", 10, None)] == ["usr_1"]
        assert [each.id for each in store.users.page("dom_2", 10, None)] == ["usr_2"]

    def test_pages_of_users_follow_their_ids(self, store: WholeStore) -> None:
        add_users(store, *(user(f"usr_{n}") for n in (3, 1, 2)), user("usr_4", domain_id="dom_2"))

        first = [each.id for each in store.users.page("dom_1", 2, None)]
        rest = [each.id for each in store.users.page("dom_1", 2, "usr_2")]

        assert (first, rest) == (["usr_1", "usr_2"], ["usr_3"])

    def test_owners_are_those_enabled_in_the_domain(self, store: WholeStore) -> None:
        add_users(
            store,
            user("usr_1", role=Role.OWNER),
            evolve(user("usr_2", role=Role.OWNER), disabled_at=LATER),
            user("usr_3", role=Role.MANAGER),
            user("usr_4", role=Role.OWNER, domain_id="dom_2"),
            user("usr_5", role=Role.OWNER),
        )

        with store.begin_domain("dom_1") as tx:
            assert list(tx.users.lock_owners("dom_1")) == ["usr_1", "usr_5"]

    def test_a_removed_user_leaves_no_session(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"), user("usr_2"))
        add_sessions(store, session("a"), session("b", "usr_2"))

        with store.begin_domain("dom_1") as tx:
            tx.users.remove("dom_1", "usr_1")
            tx.commit()
        add_users(store, user("usr_1"))

        assert store.sessions.find("a") is None
        assert store.sessions.find("b") is not None

    def test_nothing_is_stored_without_a_commit(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"))

        with store.begin_domain("dom_1") as tx:
            tx.users.add(user("usr_2"))
            tx.rollback()
            tx.users.remove("dom_1", "usr_1")

        assert list(store.users.page("dom_1", 10, None)) == [user("usr_1")]


class SessionsContract:
    """Contract of ``SessionRepository`` and ``SessionLookUp``. Needs an empty ``store``."""

    def test_a_session_is_found_with_its_user_as_it_is_now(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"))
        add_sessions(store, session("a"))
        with store.begin_domain("dom_1") as tx:
            tx.users.save(user("usr_1", role=Role.OWNER))
            tx.commit()

        assert store.sessions.find("a") == (session("a"), user("usr_1", role=Role.OWNER))
        assert store.sessions.find("b") is None

    def test_use_is_recorded_of_session_and_user(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"))
        add_sessions(store, session("a"))

        store.sessions.record_use(session("a"), LATER)

        seen = evolve(user("usr_1"), last_seen_at=LATER)
        assert store.sessions.find("a") == (evolve(session("a"), last_used_at=LATER), seen)

    def test_a_use_does_not_revive_an_ended_session(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"))
        add_sessions(store, session("a"))
        with store.begin_domain("dom_1") as tx:
            tx.sessions.end("dom_1", "a")
            tx.commit()

        store.sessions.record_use(session("a"), LATER)

        assert store.sessions.find("a") is None

    def test_one_session_or_all_of_a_user_end(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"), user("usr_2"))
        add_sessions(store, *map(session, "abc"), session("d", "usr_2"))

        with store.begin_domain("dom_1") as tx:
            tx.sessions.end("dom_1", "a")
            assert tx.sessions.end_all("dom_1", "usr_1") == 2
            tx.commit()

        found = [digest for digest in "abcd" if store.sessions.find(digest)]
        assert found == ["d"]

    @pytest.mark.parametrize("limit", [IDLE_LIMIT, LIFETIME], ids=["idle", "old"])
    def test_a_new_session_removes_ended_ones(self, store: WholeStore, limit: timedelta) -> None:
        add_users(store, user("usr_1"))
        ended = evolve(session("a"), last_used_at=CREATED + limit - IDLE_LIMIT)
        add_sessions(store, ended, evolve(session("b"), created_at=CREATED + timedelta(seconds=1)))
        last = CREATED + limit
        with store.begin_domain("dom_1") as tx:
            tx.sessions.add(evolve(session("c"), created_at=last, last_used_at=last))
            tx.commit()

        assert store.sessions.find("a") is None
        assert store.sessions.find("c") is not None

    def test_the_longest_unused_sessions_beyond_the_limit_end(self, store: WholeStore) -> None:
        add_users(store, user("usr_1"))
        made = [session(f"{n:064}", minutes=n) for n in range(MAX_SESSIONS + 2)]

        add_sessions(store, *made)

        found = [bool(store.sessions.find(each.digest)) for each in made]
        assert found == [False, False, *[True] * MAX_SESSIONS]
