"""Log-in and sessions."""

from datetime import timedelta

import pytest
from attrs import evolve
from returns.result import Failure

from seller_orders.application.access import digest
from seller_orders.application.commands.end_sessions import (
    EndSessions,
    EndSessionsHandler,
    LogOut,
    LogOutHandler,
)
from seller_orders.application.ports.password_hasher import PasswordCheck
from seller_orders.application.sessions import IDLE_LIMIT, LIFETIME
from seller_orders.application.users import Role, User
from seller_orders.domain.refusals import LogInRefused, TooManyLogIns
from seller_orders.testing.fakes.session_look_up import MemorySessionLookUp
from tests.support.user_world import PHRASE, CountingLimiter, PlainHasher, Users

SECOND = timedelta(seconds=1)


@pytest.fixture
def users() -> Users:
    return Users()


@pytest.fixture
def anna(users: Users) -> User:
    return users.create(email="anna@shop.example", password=PHRASE).unwrap()


def test_only_the_sha_256_of_a_token_is_stored(users: Users, anna: User):
    logged_in = users.log_in("ANNA@shop.example").unwrap()

    token = logged_in.token
    assert users.store.committed.sessions.keys() == {digest(token)}
    assert users.user_of(token) == logged_in.user == evolve(anna, last_seen_at=users.clock.time)
    assert token not in repr((logged_in, users.store.committed))
    assert users.user_of(token + "x") is None
    assert users.user_of("\ud800") is None


REFUSED = {
    "unknown": ("nobody@shop.example", PHRASE),
    "wrong password": ("anna@shop.example", PHRASE + "!"),
    "disabled": ("gone@shop.example", PHRASE),
    "NUL": ("anna@shop.example\0", PHRASE),
    "lone surrogate": ("\ud800@shop.example", "\ud800"),
    "without a password": ("sso@shop.example", ""),
}


@pytest.mark.parametrize(("email", "password"), REFUSED.values(), ids=REFUSED)
def test_every_refused_log_in_is_alike(users: Users, anna: User, email: str, password: str):
    gone = users.create(email="gone@shop.example", password=PHRASE).unwrap()
    users.update(gone, disabled=True)
    users.create(email="sso@shop.example")

    refused = users.log_in(email, password)

    assert refused == Failure(LogInRefused())
    # One password is verified whether the user exists or not.
    assert len(users.passwords.verified) == 1
    assert users.store.committed.sessions == {}


def test_attempts_are_limited_by_account(users: Users, anna: User):
    users.per_account = CountingLimiter(2)
    for password in ("wrong", PHRASE):
        users.log_in("anna@shop.example", password, address=password)

    exceeded = users.log_in("Anna@SHOP.example", address="192.0.2.9")

    assert exceeded == Failure(TooManyLogIns(62))
    assert len(users.passwords.verified) == 2
    assert users.log_in("other@shop.example") == Failure(LogInRefused())


def test_attempts_are_limited_by_address(users: Users, anna: User):
    users.per_address = CountingLimiter(2)
    for number in range(2):
        users.log_in(f"user{number}@shop.example", "wrong")

    assert users.log_in("anna@shop.example") == Failure(TooManyLogIns(62))
    assert users.log_in("anna@shop.example", address="192.0.2.9").unwrap()


def test_no_account_is_named_to_the_limiter(users: Users, anna: User):
    users.log_in("anna@shop.example")

    assert "anna" not in str(users.per_account.taken)


def test_a_session_ends_when_it_is_idle(users: Users, anna: User):
    token, start = users.log_in("anna@shop.example").unwrap().token, users.clock.time

    assert users.user_of(token, start + IDLE_LIMIT - SECOND)
    assert users.user_of(token, start + 2 * (IDLE_LIMIT - SECOND))
    assert users.user_of(token, start + 2 * (IDLE_LIMIT - SECOND) + IDLE_LIMIT) is None


def test_a_session_ends_after_30_days_of_use(users: Users, anna: User):
    token, start = users.log_in("anna@shop.example").unwrap().token, users.clock.time

    while users.clock.time + timedelta(hours=11) < start + LIFETIME:
        assert users.user_of(token, users.clock.time + timedelta(hours=11))
    assert users.user_of(token, start + LIFETIME - SECOND)
    assert users.user_of(token, start + LIFETIME) is None
    assert timedelta(days=30) == LIFETIME


def test_a_session_s_use_is_known_to_the_minute(users: Users, anna: User):
    token, start = users.log_in("anna@shop.example").unwrap().token, users.clock.time

    def used_after(seconds: int) -> float:
        users.user_of(token, start + timedelta(seconds=seconds))
        (session,) = users.store.committed.sessions.values()
        return (session.last_used_at - start).total_seconds()

    assert [used_after(seconds) for seconds in (30, 59, 60, 100, 125)] == [0, 0, 60, 60, 125]


ENDING: dict[str, dict[str, object]] = {
    "password": {"password": "another long one"},
    "role": {"role": Role.MANAGER},
    "disabled": {"disabled": True},
}


@pytest.mark.parametrize("change", ENDING.values(), ids=ENDING)
def test_a_change_of_access_ends_sessions(users: Users, anna: User, change: dict[str, object]):
    other = users.create(email="other@shop.example", password=PHRASE).unwrap()
    tokens = [users.log_in(each.email).unwrap().token for each in (anna, anna, other)]

    users.update(anna, **change).unwrap()

    assert [users.user_of(token) is not None for token in tokens] == [False, False, True]
    assert len(users.store.committed.sessions) == 1


@pytest.mark.parametrize("change", [{"name": "Anna"}, {"role": Role.VIEWER}], ids=str)
def test_other_changes_keep_sessions(users: Users, anna: User, change: dict[str, object]):
    token = users.log_in("anna@shop.example").unwrap().token

    users.update(anna, **change).unwrap()

    assert users.user_of(token)


def test_a_deleted_user_has_no_session(users: Users, anna: User):
    token = users.log_in("anna@shop.example").unwrap().token

    users.delete(anna).unwrap()

    assert users.user_of(token) is None


def test_a_session_sees_a_disabled_user_at_once(users: Users, anna: User):
    """Even if the session were left: a store may copy it later than the user."""
    token = users.log_in("anna@shop.example").unwrap().token
    with users.store.writing() as tx:
        tx.users.save(evolve(anna, disabled_at=users.clock.time))
        tx.commit()

    assert users.user_of(token) is None


def test_logging_out_ends_one_session(users: Users, anna: User):
    first, second = (users.log_in("anna@shop.example").unwrap().token for _ in range(2))
    log_out = LogOutHandler(sessions=MemorySessionLookUp(users.store), begin=users.store.begin)

    for _ in range(2):
        log_out(LogOut(first))

    assert users.user_of(first) is None
    assert users.user_of(second)


def test_all_sessions_of_a_user_can_be_ended(users: Users, anna: User):
    tokens = [users.log_in("anna@shop.example").unwrap().token for _ in range(3)]
    end = EndSessionsHandler(begin=users.store.begin)

    assert end(EndSessions("dom_1", anna.id)).unwrap() == 3

    assert [users.user_of(token) for token in tokens] == [None] * 3
    assert end(EndSessions("dom_1", "usr_nobody")).failure().code == "user_not_found"


def test_an_outdated_hash_is_replaced_at_log_in(users: Users, anna: User):
    users.passwords.current = "v2"

    token = users.log_in("anna@shop.example").unwrap().token

    (stored,) = users.store.committed.users.values()
    assert stored.password_hash == f"v2:{PHRASE[::-1]}"
    assert users.user_of(token)
    assert users.log_in("anna@shop.example").unwrap()


@pytest.mark.parametrize("change", [{"password": "another long one"}, {"disabled": True}], ids=str)
def test_a_change_during_the_verification_refuses(
    users: Users, anna: User, change: dict[str, object]
):
    class Slow(PlainHasher):
        def verify(self, hash: str | None, password: str) -> PasswordCheck:
            users.passwords = PlainHasher()
            users.update(anna, **change).unwrap()
            return super().verify(hash, password)

    users.passwords = Slow()

    assert users.log_in("anna@shop.example") == Failure(LogInRefused())
    assert users.store.committed.sessions == {}
