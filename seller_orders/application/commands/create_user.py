"""Create a user."""

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.access import Scope
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.password_policy import ensure_password
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.password_hasher import PasswordHasher
from seller_orders.application.scope_grants import ensure_own_scopes
from seller_orders.application.users import SCOPES_OF_ROLE, Role, User
from seller_orders.domain.refusals import EmailTaken, Refusal


@frozen(kw_only=True)
class CreateUser:
    """Create a user of a domain. One without a password cannot log in by password.

    ``email`` is a valid address. ``own_scopes`` are those of the caller, who cannot give a role
    with others; None is an operator. Refusals: exceeds_own_scopes, invalid_fields, email_taken.

    >>> anjali = CreateUser(
    ...     domain_id="dom_1", email="anjali@shop.example", name="Anjali", role=Role.OWNER
    ... )
    >>> str(orders.users.create(anjali).unwrap().role)
    'owner'
    >>> orders.users.create(evolve(anjali, email="ANJALI@shop.example")).failure().code
    'email_taken'
    """

    domain_id: str
    email: str
    name: str
    role: Role
    password: str | None = field(default=None, repr=False)
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class CreateUserHandler:
    """Creates users."""

    begin: BeginDomainUnitOfWork
    passwords: PasswordHasher
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateUser) -> Result[User, Refusal]:
        """Return the new user."""
        # The password is hashed before the transaction begins, because it takes long.
        new = self._new_user(command)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            added = new.bind(lambda user: _add(tx, user))
            return commit_outcome(tx, command, added)

    def _new_user(self, command: CreateUser) -> Result[User, Refusal]:
        is_own = ensure_own_scopes(SCOPES_OF_ROLE[command.role], command.own_scopes)
        if not is_successful(is_own):
            return Failure(is_own.failure())
        hashed: str | None = None
        if command.password is not None:
            accepted = ensure_password(command.password, command.name, command.email)
            if not is_successful(accepted):
                return Failure(accepted.failure())
            hashed = self.passwords.hash(command.password)
        now = self.clock.now()
        return Success(
            User(
                id=self.ids.new("usr_"),
                domain_id=command.domain_id,
                email=command.email,
                name=command.name,
                role=command.role,
                created_at=now,
                updated_at=now,
                password_hash=hashed,
            )
        )


def _add(tx: DomainUnitOfWork, user: User) -> Result[User, Refusal]:
    other = tx.users.with_email(user.domain_id, user.email)
    if other is not None:
        return Failure(EmailTaken(other.id))
    tx.users.add(user)
    return Success(user)
