from datetime import datetime, timedelta

import pytest
from attrs import Factory, define, evolve, field, frozen
from returns.result import Failure, Result

from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.application.access import (
    ORDER_SCOPES,
    AccessKey,
    Principal,
    Scope,
    digest,
    is_api_key,
)
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    CreateAccessKeyHandler,
    CreatedKey,
    RevokeAccessKey,
    RevokeAccessKeyHandler,
)
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.key_lookup import AccessKeys
from seller_orders.application.ports.token_verifier import TokenVerifier
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import (
    Authenticate,
    AuthenticateHandler,
    PresentKeysHandler,
)
from seller_orders.domain.refusals import ExceedsOwnScopes, InvalidFields, Refusal
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.access_keys import MemoryAccessKeys
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.store import MemoryStore


class AnyDomain:
    """An installation that registers no domains."""

    def state(self, domain_id: str) -> DomainState:
        return DomainState.OPEN


@define
class Access:
    """The access use cases on one set of keys."""

    clock: SettableClock = field(factory=SettableClock)
    store: MemoryStore = field(default=Factory(lambda self: MemoryStore(self.clock), True))
    keys: MemoryAccessKeys = field(default=Factory(lambda self: MemoryAccessKeys(self.store), True))
    ids: CountingIds = field(factory=CountingIds)
    tokens: TokenVerifier | None = None
    domains: DomainStates = field(factory=AnyDomain)

    def create(self, domain_id: str = "dom_1", *scopes: Scope) -> str:
        asked = frozenset(scopes) if scopes else ORDER_SCOPES
        return self.created(CreateAccessKey(domain_id=domain_id, scopes=asked)).unwrap().secret

    def created(self, command: CreateAccessKey) -> Result[CreatedKey, Refusal]:
        handler = CreateAccessKeyHandler(
            begin=self.store.begin,
            keys=self.keys,
            domains=self.domains,
            clock=self.clock,
            ids=self.ids,
        )
        return handler(command)

    def revoke(self, key_id: str) -> bool:
        return RevokeAccessKeyHandler(keys=self.keys, clock=self.clock)(RevokeAccessKey(key_id))

    def let_in(self, credential: str) -> Principal | None:
        handler = AuthenticateHandler(keys=self.keys, clock=self.clock, tokens=self.tokens)
        return handler(Authenticate(credential))


def test_a_key_authenticates_its_domain_and_scopes():
    access = Access()

    secret = access.create("dom_1", Scope.READ, Scope.FULFILL)

    principal = access.let_in(secret)
    assert principal == Principal(
        "key:key_1", frozenset({"dom_1"}), frozenset({Scope.READ, Scope.FULFILL})
    )
    assert principal.covers("dom_1")
    assert not principal.covers("dom_2")


def test_a_key_has_all_scopes_by_default():
    access = Access()

    principal = access.let_in(access.create())

    assert principal is not None
    assert {str(scope) for scope in principal.scopes} == {
        "orders:read",
        "orders:write",
        "orders:fulfill",
        "orders:cancel",
    }


def test_only_the_sha_256_of_a_secret_is_stored():
    access = Access()

    secret = access.create()

    assert secret.startswith("sok_")
    assert list(access.keys.every()) == [
        AccessKey(
            id="key_1",
            domain_id="dom_1",
            digest=digest(secret),
            scopes=ORDER_SCOPES,
            created_at=access.clock.now(),
        )
    ]
    assert secret not in repr(access.keys)


def test_the_digest_is_a_standard_sha_256():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_an_unknown_key_is_rejected():
    access = Access()
    secret = access.create()

    for wrong in ("", "sok_", secret[:-1], secret + " ", secret.upper(), digest(secret), "\udcff"):
        assert access.let_in(wrong) is None


def test_a_revoked_key_is_rejected():
    access = Access()
    secret, other = access.create(), access.create()

    assert access.revoke("key_1")

    assert access.let_in(secret) is None
    assert access.let_in(other) is not None
    assert [key.revoked_at for key in access.keys.every()] == [access.clock.now(), None]


def test_a_key_is_rejected_from_its_expiry_on():
    access = Access()
    end = access.clock.now() + timedelta(minutes=10)
    command = CreateAccessKey(domain_id="dom_1", expires_at=end)
    secret, other = access.created(command).unwrap().secret, access.create()

    def is_let_in_at(moment: datetime) -> bool:
        access.clock.time = moment
        return access.let_in(secret) is not None

    microsecond = timedelta(microseconds=1)
    assert [is_let_in_at(end + offset) for offset in (-microsecond, timedelta(), microsecond)] == [
        True,
        False,
        False,
    ]
    assert access.let_in(other) is not None


def test_a_cached_key_is_rejected_from_its_expiry_on():
    access = Access()
    end = access.clock.now() + timedelta(seconds=1)
    command = CreateAccessKey(domain_id="dom_1", expires_at=end)
    secret = access.created(command).unwrap().secret
    handler = AuthenticateHandler(keys=CachedKeyLookUp(access.keys), clock=access.clock)
    assert handler(Authenticate(secret)) is not None

    access.clock.time = end

    assert handler(Authenticate(secret)) is None


def test_the_core_sends_no_expired_key_to_a_gateway():
    access = Access()
    end = access.clock.now() + timedelta(seconds=1)
    command = CreateAccessKey(domain_id="dom_1", expires_at=end)
    created = access.created(command).unwrap()
    present = PresentKeysHandler(keys=access.keys, clock=access.clock)
    assert [key.id for key in present([created.key.digest])] == [created.key.id]

    access.clock.time = end

    assert present([created.key.digest]) == []


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_new_key_cannot_have_expired(seconds: int):
    access = Access()
    end = access.clock.now() + timedelta(seconds=seconds)

    refused = access.created(CreateAccessKey(domain_id="dom_1", expires_at=end)).failure()

    assert isinstance(refused, InvalidFields)
    assert [(each.code, each.path) for each in refused.problems] == [("is_past", ("expires_at",))]
    assert access.keys.every() == []


def test_a_caller_gives_a_key_only_own_scopes():
    access = Access()
    wanted = CreateAccessKey(domain_id="dom_1", scopes=frozenset({Scope.READ, Scope.CANCEL}))

    refused = access.created(evolve(wanted, own_scopes=frozenset({Scope.READ, Scope.KEYS_WRITE})))
    created = access.created(evolve(wanted, own_scopes=frozenset({*wanted.scopes, Scope.WRITE})))

    assert refused == Failure(ExceedsOwnScopes(("orders:cancel",)))
    assert created.unwrap().key.scopes == wanted.scopes
    assert len(access.keys.every()) == 1


def test_an_unknown_key_cannot_be_revoked():
    assert not Access().revoke("key_9")


def test_a_mistyped_key_is_not_looked_up():
    access = Access()
    secret = access.create()

    for index, character in enumerate(secret):
        mistyped = secret[:index] + ("a" if character != "a" else "b") + secret[index + 1 :]
        assert not is_api_key(mistyped)
    assert is_api_key(secret)


def test_the_last_use_of_a_key_is_known_to_the_minute():
    access = Access()
    secret = access.create()
    made = access.clock.now()

    def used_after(seconds: int) -> float:
        access.clock.time = made + timedelta(seconds=seconds)
        access.let_in(secret)
        (key,) = access.keys.every()
        assert key.last_used_at is not None
        return (key.last_used_at - made).total_seconds()

    assert [used_after(seconds) for seconds in (0, 30, 59, 60, 100, 125)] == [0, 0, 0, 60, 60, 125]


@frozen
class _ForgetfulKeys:
    _keys: AccessKeys

    def find(self, digest: str) -> AccessKey | None:
        return self._keys.find(digest)

    def record_use(self, key: AccessKey, at: object) -> None:
        raise StoreUnavailableError("away")


def test_a_key_works_if_its_use_cannot_be_recorded():
    access = Access()
    secret = access.create()
    handler = AuthenticateHandler(keys=_ForgetfulKeys(access.keys), clock=access.clock)

    assert handler(Authenticate(secret)) is not None


@frozen
class _Provider:
    known: dict[str, Principal]

    def verify(self, token: str) -> Principal | None:
        return self.known.get(token)


def test_other_credentials_go_to_the_identity_provider():
    anna = Principal("jwt:anna", frozenset({"dom_1", "dom_2"}), frozenset({Scope.READ}))
    access = Access(tokens=_Provider({"a.b.c": anna}))

    assert access.let_in("a.b.c") == anna
    assert anna.covers("dom_2")
    assert not anna.covers("dom_3")
    assert access.let_in("d.e.f") is None
    assert access.let_in(access.create()) is not None


def test_tokens_are_rejected_without_an_identity_provider():
    assert Access().let_in("a.b.c") is None
