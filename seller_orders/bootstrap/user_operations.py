"""The operations on users, their sessions and their saved views, on a SQL database."""

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.users.saved_views import SqlSavedViewDirectory
from seller_orders.adapters.outbound.sql.users.sessions import SqlSessionLookUp
from seller_orders.adapters.outbound.sql.users.user_directory import SqlUserDirectory
from seller_orders.application.commands.create_user import CreateUserHandler
from seller_orders.application.commands.delete_user import DeleteUserHandler
from seller_orders.application.commands.end_sessions import EndSessionsHandler, LogOutHandler
from seller_orders.application.commands.log_in import LogInHandler
from seller_orders.application.commands.manage_views import (
    CreateViewHandler,
    DeleteViewHandler,
    UpdateViewHandler,
)
from seller_orders.application.commands.update_user import UpdateUserHandler
from seller_orders.application.operations.sessions import SessionOperations
from seller_orders.application.operations.users import UserOperations
from seller_orders.application.operations.views import ViewOperations
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.password_hasher import PasswordHasher
from seller_orders.application.queries.list_users import GetUserHandler, ListUsersHandler
from seller_orders.application.queries.list_views import GetViewHandler, ListViewsHandler
from seller_orders.application.queries.session_of import SessionOfHandler
from seller_orders.bootstrap.log_in import PER_ACCOUNT, PER_ADDRESS, LazyRateLimiter
from seller_orders.bootstrap.merchant_use_cases import retried


def user_operations(
    engine: Engine, passwords: PasswordHasher, clock: Clock, ids: IdGenerator
) -> UserOperations:
    """Return the operations on users."""
    begin, users = domain_units_of_work(engine, clock), SqlUserDirectory(engine)
    return UserOperations(
        create=retried(CreateUserHandler(begin=begin, passwords=passwords, clock=clock, ids=ids)),
        get=GetUserHandler(users=users),
        list=ListUsersHandler(users=users),
        update=retried(UpdateUserHandler(begin=begin, passwords=passwords, clock=clock)),
        delete=retried(DeleteUserHandler(begin=begin)),
    )


def session_operations(
    engine: Engine,
    passwords: PasswordHasher,
    redis_url: str | None,
    clock: Clock,
    ids: IdGenerator,
) -> SessionOperations:
    """Return the operations on sessions; processes with the same Redis share the log-in limits."""
    begin, sessions = domain_units_of_work(engine, clock), SqlSessionLookUp(engine)
    return SessionOperations(
        log_in=LogInHandler(
            users=SqlUserDirectory(engine),
            begin=begin,
            passwords=passwords,
            per_account=LazyRateLimiter(PER_ACCOUNT, redis_url),
            per_address=LazyRateLimiter(PER_ADDRESS, redis_url),
            clock=clock,
            ids=ids,
        ),
        log_out=LogOutHandler(sessions=sessions, begin=begin),
        find=SessionOfHandler(sessions=sessions, clock=clock),
        end_all=EndSessionsHandler(begin=begin),
    )


def view_operations(engine: Engine, clock: Clock, ids: IdGenerator) -> ViewOperations:
    """Return the operations on saved views."""
    begin, views = domain_units_of_work(engine, clock), SqlSavedViewDirectory(engine)
    return ViewOperations(
        create=retried(CreateViewHandler(begin=begin, ids=ids)),
        get=GetViewHandler(views=views),
        list=ListViewsHandler(views=views),
        update=retried(UpdateViewHandler(begin=begin)),
        delete=retried(DeleteViewHandler(begin=begin)),
    )
