"""Change or delete a user."""

from attrs import evolve, field, frozen
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
from seller_orders.application.ports.password_hasher import PasswordHasher
from seller_orders.application.scope_grants import ensure_own_scopes
from seller_orders.application.users import SCOPES_OF_ROLE, Role, User
from seller_orders.domain.refusals import LastOwner, Refusal, UserNotFound


@frozen(kw_only=True)
class UpdateUser:
    """Change a user. None keeps a value. ``disabled`` says whether the user is kept out.

    A new password or role, and disabling, end the user's sessions. ``own_scopes`` are those of the
    caller, who needs all scopes of the user's role before and after; None is an operator.
    Refusals: user_not_found, exceeds_own_scopes, invalid_fields, last_owner.

    >>> anjali: User = orders.users.create(
    ...     CreateUser(domain_id="dom_1", email="a@shop.example", name="Anjali", role=Role.OWNER)
    ... ).unwrap()
    >>> demote = UpdateUser(domain_id="dom_1", user_id=anjali.id, role=Role.VIEWER)
    >>> orders.users.update(demote).failure().code
    'last_owner'
    >>> orders.users.get(GetUser("dom_1", anjali.id)).unwrap() == anjali
    True
    >>> [user.name for user in orders.users.list(ListUsers(domain_id="dom_1", limit=20))]
    ['Anjali']
    """

    domain_id: str
    user_id: str
    name: str | None = None
    role: Role | None = None
    password: str | None = field(default=None, repr=False)
    disabled: bool | None = None
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateUserHandler:
    """Changes users."""

    begin: BeginDomainUnitOfWork
    passwords: PasswordHasher
    clock: Clock

    def __call__(self, command: UpdateUser) -> Result[User, Refusal]:
        """Return the user after the change."""
        # The password is hashed before the transaction begins, because it takes long.
        hashed = None if command.password is None else self.passwords.hash(command.password)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            changed = user_to_change(tx, command.domain_id, command.user_id, command.own_scopes)
            changed = changed.bind(lambda before: self._change(tx, before, command, hashed))
            return commit_outcome(tx, command, changed)

    def _change(
        self, tx: DomainUnitOfWork, before: User, command: UpdateUser, hashed: str | None
    ) -> Result[User, Refusal]:
        after = self._changed(before, command, hashed)
        is_own = ensure_own_scopes(SCOPES_OF_ROLE[after.role], command.own_scopes)
        if not is_successful(is_own):
            return Failure(is_own.failure())
        if command.password is not None:
            accepted = ensure_password(command.password, after.name, after.email)
            if not is_successful(accepted):
                return Failure(accepted.failure())
        if before.is_owner and not after.is_owner and is_last_owner(tx, before):
            return Failure(LastOwner())
        if after != before:
            after = evolve(after, updated_at=self.clock.now())
            tx.users.save(after)
        if hashed is not None or after.role is not before.role or after.disabled_at is not None:
            tx.sessions.end_all(after.domain_id, after.id)
        return Success(after)

    def _changed(self, user: User, command: UpdateUser, hashed: str | None) -> User:
        disabled_at = user.disabled_at
        if command.disabled is not None:
            disabled_at = (disabled_at or self.clock.now()) if command.disabled else None
        return evolve(
            user,
            name=user.name if command.name is None else command.name,
            role=user.role if command.role is None else command.role,
            password_hash=user.password_hash if hashed is None else hashed,
            disabled_at=disabled_at,
        )


def user_to_change(
    tx: DomainUnitOfWork, domain_id: str, user_id: str, own_scopes: frozenset[Scope] | None
) -> Result[User, Refusal]:
    """Return a user whom the caller may change, locked after the domain's owners."""
    tx.users.lock_owners(domain_id)
    user = tx.users.get(domain_id, user_id)
    if user is None:
        return Failure(UserNotFound(user_id))
    return ensure_own_scopes(user.scopes, own_scopes).map(lambda _: user)


def is_last_owner(tx: DomainUnitOfWork, user: User) -> bool:
    """Return True if a domain has no other enabled owner."""
    return set(tx.users.lock_owners(user.domain_id)) <= {user.id}
