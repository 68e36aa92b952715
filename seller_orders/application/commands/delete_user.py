"""Delete a user."""

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.access import Scope
from seller_orders.application.commands.update_user import is_last_owner, user_to_change
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.users import User
from seller_orders.domain.refusals import LastOwner, Refusal


@frozen(kw_only=True)
class DeleteUser:
    """Delete a user and end the sessions. Orders and timelines keep what the user did.

    The user's private views are deleted. The shared ones stay, without an owner.

    ``own_scopes`` are those of the caller, who needs all scopes of the user's role; None is an
    operator. Refusals: user_not_found, exceeds_own_scopes, last_owner.

    >>> orders.users.delete(DeleteUser(domain_id="dom_1", user_id="usr_9")).failure().code
    'user_not_found'
    """

    domain_id: str
    user_id: str
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class DeleteUserHandler:
    """Deletes users."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: DeleteUser) -> Result[User, Refusal]:
        """Return the deleted user."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            found = user_to_change(tx, command.domain_id, command.user_id, command.own_scopes)
            return commit_outcome(tx, command, found.bind(lambda user: _delete(tx, user)))


def _delete(tx: DomainUnitOfWork, user: User) -> Result[User, Refusal]:
    if user.is_owner and is_last_owner(tx, user):
        return Failure(LastOwner())
    tx.users.remove(user.domain_id, user.id)
    tx.views.disown(user.domain_id, user.principal.name)
    return Success(user)
