"""The first domain, and keys that are created meanwhile."""

from collections.abc import Callable

from attrs import define, field, frozen
from returns.result import Result

from seller_orders.application.access import Principal, installation_key, is_api_key
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    CreateAccessKeyHandler,
    CreatedKey,
)
from seller_orders.application.commands.manage_domains import CreateDomain, CreateDomainHandler
from seller_orders.application.commands.manage_installation_keys import InstallationKeys
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.queries.authenticate import Authenticate, AuthenticateHandler
from seller_orders.domain.refusals import DomainNotFound, Refusal
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.access_keys import key
from seller_orders.testing.fakes.access_keys import MemoryAccessKeys
from seller_orders.testing.fakes.domain_directory import MemoryDomainDirectory
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class Directory(MemoryDomainDirectory):
    """A directory that lets others act after it has read the domains in use."""

    after_reading: list[Callable[[], object]] = field(factory=list)

    def in_use(self) -> frozenset[str]:
        found = super().in_use()
        while self.after_reading:
            self.after_reading.pop()()
        return found


@define
class World:
    clock: SettableClock = field(factory=SettableClock)
    ids: CountingIds = field(factory=CountingIds)
    store: MemoryStore = field(init=False)
    keys: MemoryAccessKeys = field(init=False)
    directory: Directory = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.store = MemoryStore(self.clock)
        self.keys = MemoryAccessKeys(self.store)
        self.directory = Directory(self.store, self.keys)

    def create_key(
        self, domain_id: str, states: DomainStates | None = None
    ) -> Result[CreatedKey, Refusal]:
        handler = CreateAccessKeyHandler(
            begin=self.store.begin,
            keys=self.keys,
            domains=states or self.directory,
            clock=self.clock,
            ids=self.ids,
        )
        return handler(CreateAccessKey(domain_id=domain_id))

    def create_domain(self, id: str) -> None:
        handler = CreateDomainHandler(
            begin=self.store.begin, directory=self.directory, clock=self.clock, ids=self.ids
        )
        handler(CreateDomain(id=id, name=id)).unwrap()

    def states(self, *ids: str) -> list[str]:
        return [self.directory.state(id) for id in ids]


def test_a_key_created_during_the_registration_works():
    world = World()
    world.directory.after_reading.append(lambda: world.create_key("dom_late"))

    world.create_domain("dom_1")

    assert world.states("dom_1", "dom_late") == [DomainState.OPEN] * 2


def test_a_key_committed_after_the_registration_is_revoked():
    """Its domain was open when the key was checked, and unknown when it was stored."""
    world = World()
    states = iter([DomainState.OPEN, DomainState.UNKNOWN])

    class Changing:
        def state(self, _: str) -> DomainState:
            return next(states)

    created = world.create_key("dom_late", Changing())

    assert created.failure() == DomainNotFound("dom_late")
    assert [key.revoked_at is None for key in world.keys.every()] == [False]


def test_only_the_first_domain_registers_others():
    world = World()
    world.create_domain("dom_1")
    world.keys.add(key("key_old", "dom_old"))

    world.create_domain("dom_2")

    assert world.states("dom_2", "dom_old") == [DomainState.OPEN, DomainState.UNKNOWN]


def test_an_installation_key_manages_the_installation_alone():
    world = World()
    keys = InstallationKeys(keys=world.keys, clock=world.clock, ids=world.ids)
    authenticate = AuthenticateHandler(keys=world.keys, clock=world.clock)

    secret = keys.create()

    assert authenticate(Authenticate(secret)) == Principal(
        "admin:adm_1", frozenset(), frozenset(), manages_installation=True
    )
    assert authenticate(Authenticate(installation_key("made-up"))) is None
    assert not is_api_key(secret)
    assert keys.revoke("adm_1")
    assert authenticate(Authenticate(secret)) is None
    assert not keys.revoke("adm_2")
