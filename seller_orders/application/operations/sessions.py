"""The operations on sessions of users."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.end_sessions import EndSessions, LogOut
from seller_orders.application.commands.log_in import LoggedIn, LogIn
from seller_orders.application.queries.session_of import SessionOf
from seller_orders.application.users import User
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class SessionOperations:
    """Log users in and out.

    ``find`` returns the user of a session's token, None without a session. ``end_all`` logs a user
    out everywhere and returns the number of ended sessions.

    >>> operations: SessionOperations = orders.sessions
    >>> operations.find(SessionOf("unknown")) is None
    True
    """

    log_in: Callable[[LogIn], Result[LoggedIn, Refusal]]
    log_out: Callable[[LogOut], None]
    find: Callable[[SessionOf], User | None]
    end_all: Callable[[EndSessions], Result[int, Refusal]]
