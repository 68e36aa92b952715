"""The operations on the users of domains."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.create_user import CreateUser
from seller_orders.application.commands.delete_user import DeleteUser
from seller_orders.application.commands.update_user import UpdateUser
from seller_orders.application.queries.list_users import GetUser, ListUsers
from seller_orders.application.users import User
from seller_orders.domain.refusals import Refusal, UserNotFound


@frozen(kw_only=True)
class UserOperations:
    """Create, read, change and delete the users of a domain.

    >>> operations: UserOperations = orders.users
    >>> operations.list(ListUsers(domain_id="dom_1", limit=20))
    []
    """

    create: Callable[[CreateUser], Result[User, Refusal]]
    get: Callable[[GetUser], Result[User, UserNotFound]]
    list: Callable[[ListUsers], Sequence[User]]
    update: Callable[[UpdateUser], Result[User, Refusal]]
    delete: Callable[[DeleteUser], Result[User, Refusal]]
