"""List and read users."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.user_directory import UserDirectory
from seller_orders.application.users import User
from seller_orders.domain.refusals import UserNotFound


@frozen(kw_only=True)
class ListUsers:
    """List the users of a domain, oldest first, from the one after the id ``after``."""

    domain_id: str
    limit: int
    after: str | None = None


@frozen(kw_only=True)
class ListUsersHandler:
    """Lists the users of a domain."""

    users: UserDirectory

    def __call__(self, query: ListUsers) -> Sequence[User]:
        """Return at most ``limit`` users."""
        return self.users.page(query.domain_id, query.limit, query.after)


@frozen
class GetUser:
    """Read a user. Refusals: user_not_found."""

    domain_id: str
    user_id: str


@frozen(kw_only=True)
class GetUserHandler:
    """Reads a user of a domain."""

    users: UserDirectory

    def __call__(self, query: GetUser) -> Result[User, UserNotFound]:
        """Return the user."""
        found = self.users.get(query.domain_id, query.user_id)
        return Failure(UserNotFound(query.user_id)) if found is None else Success(found)
