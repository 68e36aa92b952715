"""Argon2id hashes: parameters, renewal, unknown users, and a bounded number at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock

import pytest
from argon2 import PasswordHasher
from attrs import define, field

from seller_orders.adapters.outbound.argon2 import password_hasher
from seller_orders.adapters.outbound.argon2.password_hasher import Argon2PasswordHasher
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.ports.password_hasher import (
    PasswordCheck,
    PasswordHasherBusyError,
)

PHRASE = "correct horse battery staple"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MATCH, NO_MATCH = PasswordCheck(is_match=True), PasswordCheck(is_match=False)


def test_the_parameters_are_those_of_rfc_9106():
    hashed = Argon2PasswordHasher().hash(PHRASE)

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PHRASE not in hashed


def test_a_password_matches_its_hash_alone():
    hasher = Argon2PasswordHasher(QUICK)
    hashed, again = hasher.hash(PHRASE), hasher.hash(PHRASE)

    assert hashed != again
    assert [hasher.verify(each, PHRASE) for each in (hashed, again)] == [MATCH, MATCH]
    for other in (PHRASE + " ", PHRASE.upper(), "", "\x00", "\ud800"):
        assert hasher.verify(hashed, other) == NO_MATCH


def test_a_long_password_counts_to_its_end():
    hasher = Argon2PasswordHasher(QUICK)
    hashed = hasher.hash("é" * 499 + "a")

    assert hasher.verify(hashed, "é" * 499 + "a") == MATCH
    assert hasher.verify(hashed, "é" * 499 + "b") == NO_MATCH


def test_a_hash_of_other_parameters_is_outdated():
    hashed = Argon2PasswordHasher(QUICK).hash(PHRASE)
    stronger = Argon2PasswordHasher(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))

    assert stronger.verify(hashed, PHRASE) == PasswordCheck(is_match=True, is_outdated=True)
    assert stronger.verify(hashed, "wrong") == NO_MATCH


@define
class CountingArgon2:
    """Argon2 that counts how often it works, and how many work at once; it waits if told to."""

    calls: list[str] = field(factory=list)
    at_work: int = 0
    most: int = 0
    may_end: Event = field(factory=Event)
    lock: Lock = field(factory=Lock)

    def hash(self, password: bytes) -> str:
        with self._working("hash"):
            return QUICK.hash(password)

    def verify(self, hash: str, password: bytes) -> bool:
        with self._working("verify"):
            return QUICK.verify(hash, password)

    def check_needs_rehash(self, hash: str) -> bool:
        return False

    @contextmanager
    def _working(self, what: str) -> Iterator[None]:
        with self.lock:
            self.calls.append(what)
            self.at_work += 1
            self.most = max(self.most, self.at_work)
        assert self.may_end.wait(60)
        try:
            yield
        finally:
            with self.lock:
                self.at_work -= 1


def test_unknown_users_cost_as_much_as_known_ones():
    argon2 = CountingArgon2()
    argon2.may_end.set()
    hasher = Argon2PasswordHasher(argon2)  # type: ignore[arg-type]  # it counts
    hashed = hasher.hash(PHRASE)
    hasher.verify(hashed, PHRASE)
    before = len(argon2.calls)

    assert hasher.verify(None, PHRASE) == NO_MATCH
    assert hasher.verify(hashed, "wrong") == NO_MATCH
    assert hasher.verify(None, "no user has this") == NO_MATCH

    assert argon2.calls[before:] == ["verify"] * 3


def test_one_password_is_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(password_hasher, "_MAX_WAITING", 3)
    argon2 = CountingArgon2()
    hasher = Argon2PasswordHasher(argon2)  # type: ignore[arg-type]  # it counts
    arrived = Event()
    released = list[None]()

    @contextmanager
    def release() -> Iterator[None]:
        released.append(None)
        if len(released) == 3:
            arrived.set()
        yield

    def run() -> str:
        with release_during_blocking_io(release):
            return hasher.hash(PHRASE)

    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(run) for _ in range(3)]
        assert arrived.wait(60)
        with pytest.raises(PasswordHasherBusyError):
            hasher.hash(PHRASE)
        argon2.may_end.set()
        assert len({each.result() for each in running}) == 3

    assert argon2.most == 1
    assert hasher.hash(PHRASE)
