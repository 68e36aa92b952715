"""Log in by e-mail address and password."""

from math import ceil

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.access import digest
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.password_hasher import PasswordHasher
from seller_orders.application.ports.rate_limiter import Allowance, RateLimiter
from seller_orders.application.ports.user_directory import UserDirectory
from seller_orders.application.sessions import Session
from seller_orders.application.users import User, email_key
from seller_orders.domain.refusals import LogInRefused, Refusal, TooManyLogIns
from seller_orders.domain.values import is_writable


@frozen(kw_only=True)
class LogIn:
    """Log a user in. ``address`` is the client's network address, which attempts are counted by.

    Refusals: log_in_refused, which does not say what was wrong, and too_many_log_ins.

    >>> anjali = orders.users.create(
    ...     CreateUser(
    ...         domain_id="dom_1",
    ...         email="anjali@shop.example",
    ...         name="Anjali",
    ...         role=Role.MANAGER,
    ...         password="correct horse battery",
    ...     )
    ... ).unwrap()
    >>> log_in = LogIn(
    ...     domain_id="dom_1",
    ...     email="Anjali@shop.example",
    ...     password="correct horse battery",
    ...     address="192.0.2.1",
    ... )
    >>> logged_in: LoggedIn = orders.sessions.log_in(log_in).unwrap()
    >>> orders.sessions.find(SessionOf(logged_in.token)).name
    'Anjali'
    >>> orders.sessions.log_out(LogOut(logged_in.token))
    >>> orders.sessions.find(SessionOf(logged_in.token)) is None
    True
    >>> orders.sessions.end_all(EndSessions("dom_1", anjali.id)).unwrap()
    0
    >>> orders.sessions.log_in(evolve(log_in, password="wrong")).failure().code
    'log_in_refused'
    """

    domain_id: str
    email: str
    password: str = field(repr=False)
    address: str


@frozen
class LoggedIn:
    """A user who has logged in, and the token of the session, which cannot be read again."""

    user: User
    token: str = field(repr=False)


@frozen(kw_only=True)
class LogInHandler:
    """Begins sessions of users who know their password.

    ``per_account`` and ``per_address`` limit the attempts, successful ones included.
    """

    users: UserDirectory
    begin: BeginDomainUnitOfWork
    passwords: PasswordHasher
    per_account: RateLimiter
    per_address: RateLimiter
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: LogIn) -> Result[LoggedIn, Refusal]:
        """Return the user and the session's token.

        Raises PasswordHasherBusyError if too many others log in now.
        """
        if exceeded := self._exceeded(command):
            return Failure(TooManyLogIns(max(1, ceil(max(a.resets_in_s for a in exceeded)))))
        user = self._user_of(command)
        # Verifies a password for an unknown user, too: the duration must not reveal one.
        check = self.passwords.verify(user.password_hash if user else None, command.password)
        if user is None or not check.is_match or user.disabled_at is not None:
            return Failure(LogInRefused())
        anew = self.passwords.hash(command.password) if check.is_outdated else None
        with self.begin(command.domain_id) as tx:
            return self._begin_session(tx, user, anew)

    def _user_of(self, command: LogIn) -> User | None:
        # No database can look for other texts.
        if not (is_writable(command.domain_id) and is_writable(command.email)):
            return None
        return self.users.with_email(command.domain_id, command.email)

    def _exceeded(self, command: LogIn) -> list[Allowance]:
        account = f"log-in:{command.domain_id}:{digest(email_key(command.email))}"
        taken = (
            self.per_account.take(account),
            self.per_address.take(f"log-in-from:{command.address}"),
        )
        return [allowance for allowance in taken if allowance.is_exceeded]

    def _begin_session(
        self, tx: DomainUnitOfWork, verified: User, anew: str | None
    ) -> Result[LoggedIn, Refusal]:
        user = tx.users.get(verified.domain_id, verified.id)
        if user is None or user.disabled_at or user.password_hash != verified.password_hash:
            # The user was changed while the password was verified.
            return Failure(LogInRefused())
        now, token = self.clock.now(), self.ids.secret()
        user = evolve(user, last_seen_at=now, password_hash=anew or user.password_hash)
        tx.users.save(user)
        session = Session(
            digest=digest(token),
            domain_id=user.domain_id,
            user_id=user.id,
            created_at=now,
            last_used_at=now,
        )
        tx.sessions.add(session)
        tx.commit()
        return Success(LoggedIn(user, token))
