"""Routes of users."""

from typing import Final, TypeVar

from flask import Blueprint, Response
from msgspec import UNSET, UnsetType

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters, id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.users import (
    CreateUserRequest,
    UpdateUserRequest,
)
from seller_orders.adapters.inbound.http.api.response_schemas.keys_and_users import (
    AssigneeDocument,
    UserPageDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    json_response,
    no_content,
    perform,
    respond,
)
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.shared.wire.user_codec import UserView, user_view
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_user import CreateUser
from seller_orders.application.commands.delete_user import DeleteUser
from seller_orders.application.commands.update_user import UpdateUser
from seller_orders.application.queries.get_assignee import Assignee, GetAssignee
from seller_orders.application.queries.list_users import GetUser, ListUsers
from seller_orders.application.users import User
from seller_orders.domain.refusals import (
    EmailTaken,
    ExceedsOwnScopes,
    LastOwner,
    OrderNotFound,
    UserNotFound,
)

T = TypeVar("T")

users: Final = Blueprint("users", __name__)


@users.post("/users")
@operation(
    Scope.USERS_WRITE,
    responses={201: UserView},
    refusals=(ExceedsOwnScopes, EmailTaken),
    codes={503: ("too_many_passwords",)},
    is_of_core=True,
    tag=Tag.ACCESS,
)
def create_user(caller: Caller, body: CreateUserRequest) -> Response:
    """Create a user.

    A user can be given only a role whose scopes you have yourself. A user without a password cannot
    log in by password.
    """
    command = CreateUser(
        domain_id=caller.domain_id,
        email=str(body.email),
        name=body.name,
        role=body.role,
        password=_given(body.password),
        own_scopes=caller.principal.scopes,
    )
    return perform(
        domain_use_cases().users.create, command, lambda user: created(_user(user), user.id)
    )


@users.get("/users")
@operation(Scope.USERS_WRITE, responses={200: UserPageDocument}, is_of_core=True, tag=Tag.ACCESS)
def list_users(caller: Caller, query: IdListParameters) -> Response:
    """List users, oldest first."""
    size = query.page_size
    wanted = ListUsers(domain_id=caller.domain_id, limit=size + 1, after=query.after)
    return id_page(
        "users", domain_use_cases().users.list(wanted), size, lambda user: user.id, user_view
    )


@users.get("/users/<user_id>")
@operation(
    Scope.USERS_WRITE,
    responses={200: UserView},
    refusals=(UserNotFound,),
    is_of_core=True,
    tag=Tag.ACCESS,
)
def get_user(caller: Caller, user_id: str) -> Response:
    """Read a user."""
    return respond(domain_use_cases().users.get(GetUser(caller.domain_id, user_id)), _user)


@users.patch("/users/<user_id>")
@operation(
    Scope.USERS_WRITE,
    responses={200: UserView},
    refusals=(UserNotFound, ExceedsOwnScopes, LastOwner),
    codes={503: ("too_many_passwords",)},
    is_of_core=True,
    tag=Tag.ACCESS,
)
def update_user(caller: Caller, user_id: str, body: UpdateUserRequest) -> Response:
    """Change a user.

    You need all scopes of the user's role, before and after. A new password or role, and disabling
    the user, end the user's sessions. A domain keeps an enabled owner, once it has one.
    """
    command = UpdateUser(
        domain_id=caller.domain_id,
        user_id=user_id,
        name=_given(body.name),
        role=_given(body.role),
        password=_given(body.password),
        disabled=_given(body.disabled),
        own_scopes=caller.principal.scopes,
    )
    return perform(domain_use_cases().users.update, command, _user)


@users.delete("/users/<user_id>")
@operation(
    Scope.USERS_WRITE,
    responses={204: None},
    refusals=(UserNotFound, ExceedsOwnScopes, LastOwner),
    is_of_core=True,
    tag=Tag.ACCESS,
)
def delete_user(caller: Caller, user_id: str, body: Nothing | None) -> Response:
    """Delete a user.

    What the user did stays in the timelines, under the user's id.
    """
    command = DeleteUser(
        domain_id=caller.domain_id, user_id=user_id, own_scopes=caller.principal.scopes
    )
    return perform(domain_use_cases().users.delete, command, no_content)


@users.get("/orders/<order_id>/assignee")
@operation(
    Scope.READ, responses={200: AssigneeDocument}, refusals=(OrderNotFound,), is_of_core=True
)
def get_assignee(caller: Caller, order_id: str) -> Response:
    """Read who takes care of an order.

    The order has the assignee's id alone, because a name may change without the order.
    """
    found = domain_use_cases().get_assignee(GetAssignee(caller.domain_id, order_id))
    return respond(found, _assignee)


def _user(user: User) -> Response:
    return json_response(user_view(user))


def _assignee(found: Assignee) -> Response:
    return json_response(AssigneeDocument(user_id=found.user_id, name=found.name))


def _given(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value
