from attrs import define, field

from seller_orders.application.access import AccessKey, Principal, Scope, digest
from seller_orders.application.commands.access_keys import (
    CreateAccessKey,
    CreateAccessKeyHandler,
    RevokeAccessKey,
    RevokeAccessKeyHandler,
)
from seller_orders.application.queries.authenticate import Authenticate, AuthenticateHandler
from tests.fakes.access_keys import MemoryAccessKeys
from tests.fakes.clock import SettableClock
from tests.fakes.id_generator import CountingIds


@define
class Door:
    """The three use cases of access, on one set of keys."""

    keys: MemoryAccessKeys = field(factory=MemoryAccessKeys)
    clock: SettableClock = field(factory=SettableClock)
    ids: CountingIds = field(factory=CountingIds)

    def create(self, domain_id: str = "dom_1", *scopes: Scope) -> str:
        handler = CreateAccessKeyHandler(keys=self.keys, clock=self.clock, ids=self.ids)
        asked = {"scopes": frozenset(scopes)} if scopes else {}
        return handler(CreateAccessKey(domain_id=domain_id, **asked))

    def revoke(self, key_id: str) -> bool:
        return RevokeAccessKeyHandler(keys=self.keys, clock=self.clock)(RevokeAccessKey(key_id))

    def let_in(self, secret: str) -> Principal | None:
        return AuthenticateHandler(keys=self.keys)(Authenticate(secret))


def test_a_key_lets_its_holder_into_its_domain_with_its_scopes():
    door = Door()

    secret = door.create("dom_1", Scope.READ, Scope.FULFILL)

    principal = door.let_in(secret)
    assert principal == Principal("key:key_1", "dom_1", frozenset({Scope.READ, Scope.FULFILL}))
    assert principal.covers("dom_1")
    assert not principal.covers("dom_2")


def test_a_key_has_all_scopes_unless_told_otherwise():
    door = Door()

    principal = door.let_in(door.create())

    assert principal is not None
    assert {str(scope) for scope in principal.scopes} == {
        "orders:read",
        "orders:write",
        "orders:fulfill",
        "orders:cancel",
    }


def test_the_secret_is_kept_as_its_sha_256_alone():
    door = Door()

    secret = door.create()

    assert secret.startswith("sok_")
    assert list(door.keys.every()) == [
        AccessKey(
            id="key_1",
            domain_id="dom_1",
            digest=digest(secret),
            scopes=frozenset(Scope),
            created_at=door.clock.now(),
        )
    ]
    assert secret not in repr(door.keys)


def test_the_digest_is_that_of_every_other_sha_256():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_nobody_else_is_let_in():
    door = Door()
    secret = door.create()

    for wrong in ("", "sok_", secret[:-1], secret + " ", secret.upper(), digest(secret), "\udcff"):
        assert door.let_in(wrong) is None


def test_a_revoked_key_lets_nobody_in():
    door = Door()
    secret, other = door.create(), door.create()

    assert door.revoke("key_1")

    assert door.let_in(secret) is None
    assert door.let_in(other) is not None
    assert [key.revoked_at for key in door.keys.every()] == [door.clock.now(), None]


def test_a_key_that_is_not_there_cannot_be_revoked():
    assert not Door().revoke("key_9")
