"""The use cases of users and sessions on a store in memory."""

from datetime import datetime

from attrs import Factory, define, field
from returns.result import Result

from seller_orders.application.commands.create_user import CreateUser, CreateUserHandler
from seller_orders.application.commands.delete_user import DeleteUser, DeleteUserHandler
from seller_orders.application.commands.log_in import LoggedIn, LogIn, LogInHandler
from seller_orders.application.commands.update_user import UpdateUser, UpdateUserHandler
from seller_orders.application.ports.password_hasher import PasswordCheck
from seller_orders.application.ports.rate_limiter import Allowance
from seller_orders.application.queries.session_of import SessionOf, SessionOfHandler
from seller_orders.application.users import Role, User
from seller_orders.domain.refusals import Refusal
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.session_look_up import MemorySessionLookUp
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.user_directory import MemoryUserDirectory

PHRASE = "correct horse battery"


@define
class PlainHasher:
    """Hasher that writes the password reversed, and notes each verified hash."""

    current: str = "v1"
    verified: list[str | None] = field(factory=list)

    def hash(self, password: str) -> str:
        return f"{self.current}:{password[::-1]}"

    def verify(self, hash: str | None, password: str) -> PasswordCheck:
        self.verified.append(hash)
        version, _, written = (hash or "").partition(":")
        is_match = hash is not None and written == password[::-1]
        return PasswordCheck(is_match=is_match, is_outdated=is_match and version != self.current)


@define
class CountingLimiter:
    """Limiter that allows some attempts of each subject."""

    quota: int
    taken: dict[str, int] = field(factory=dict)

    def take(self, subject: str) -> Allowance:
        self.taken[subject] = self.taken.get(subject, 0) + 1
        return Allowance(
            quota=self.quota,
            window_s=900,
            remaining=max(0, self.quota - self.taken[subject]),
            resets_in_s=61.5,
            is_exceeded=self.taken[subject] > self.quota,
        )


@define
class Users:
    """Users of domain ``dom_1``."""

    clock: SettableClock = field(factory=SettableClock)
    store: MemoryStore = field(default=Factory(lambda self: MemoryStore(self.clock), True))
    ids: CountingIds = field(factory=CountingIds)
    passwords: PlainHasher = field(factory=PlainHasher)
    per_account: CountingLimiter = field(factory=lambda: CountingLimiter(10))
    per_address: CountingLimiter = field(factory=lambda: CountingLimiter(100))

    def create(self, role: Role = Role.VIEWER, **more: object) -> Result[User, Refusal]:
        number = len(self.store.committed.users)
        fields = {"email": f"user{number}@shop.example", "name": "Zoë", "role": role} | more
        handler = CreateUserHandler(
            begin=self.store.begin, passwords=self.passwords, clock=self.clock, ids=self.ids
        )
        return handler(CreateUser(domain_id="dom_1", **fields))  # type: ignore[arg-type]  # by name

    def update(self, user: User, **changes: object) -> Result[User, Refusal]:
        handler = UpdateUserHandler(
            begin=self.store.begin, passwords=self.passwords, clock=self.clock
        )
        command = UpdateUser(domain_id="dom_1", user_id=user.id, **changes)  # type: ignore[arg-type]  # by name
        return handler(command)

    def delete(self, user: User, own: frozenset[object] | None = None) -> Result[User, Refusal]:
        handler = DeleteUserHandler(begin=self.store.begin)
        return handler(DeleteUser(domain_id="dom_1", user_id=user.id, own_scopes=own))  # type: ignore[arg-type]  # scopes

    def log_in(
        self, email: str, password: str = PHRASE, address: str = "192.0.2.1"
    ) -> "Result[LoggedIn, Refusal]":
        handler = LogInHandler(
            users=MemoryUserDirectory(self.store),
            begin=self.store.begin,
            passwords=self.passwords,
            per_account=self.per_account,
            per_address=self.per_address,
            clock=self.clock,
            ids=self.ids,
        )
        return handler(LogIn(domain_id="dom_1", email=email, password=password, address=address))

    def user_of(self, token: str, at: datetime | None = None) -> User | None:
        self.clock.time = at or self.clock.time
        sessions = MemorySessionLookUp(self.store)
        return SessionOfHandler(sessions=sessions, clock=self.clock)(SessionOf(token))
