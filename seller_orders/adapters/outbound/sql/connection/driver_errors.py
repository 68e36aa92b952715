"""Translation of database drivers' errors, without the row values that they quote."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.application.ports.unit_of_work import (
    StoreRefusedError,
    StoreUnavailableError,
    WriteConflictError,
)

_CONFLICTS: Final = frozenset(
    {
        "23505",  # unique_violation
        "26000",  # invalid_sql_statement_name: the server has dropped a prepared statement
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
    }
)
"""Error codes that are safe to retry."""

_LIMIT_EXCEEDED: Final = "54"
"""Class of errors for exceeded limits, such as a value too large for an index."""

_NOT_NULL: Final = "23502"
_GUARD: Final = ("orders", "version")
"""The column that a save would set to NULL if the order has another version than was read."""

# PostgreSQL names the constraint, SQLite its columns.
_POSTGRESQL_OUTBOX_KEY: Final = "pk_outbox"
_SQLITE_OUTBOX_KEY: Final = "outbox.message_id"

_CODES: Final = ("sqlstate", "sqlite_errorname")
_SQLITE_CONSTRAINT: Final = re.compile(r"[A-Z ]+ constraint failed(: [\w., ]+)?")


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise database errors as the application's errors.

    SQLAlchemy's listener translates errors of single statements on our own engines. Batches, and a
    host's engine, have none.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailableError("all connections are in use") from error
    except DBAPIError as error:
        raise translate(error) from redact(error.orig)


def translate(error: Exception) -> Exception:
    """Return the application's error for a driver's error.

    WriteConflictError and StoreUnavailableError are safe to retry; MessageExistsError and
    StoreRefusedError are not.
    """
    cause = (error.orig if isinstance(error, DBAPIError) else None) or error
    code = _code(cause)
    if code in _CONFLICTS and _is_of_outbox(cause):
        return MessageExistsError()
    if code in _CONFLICTS:
        return WriteConflictError(_message(cause))
    if code == _NOT_NULL and _place(cause) == _GUARD:
        return WriteConflictError("an order was changed by another writer")
    # SQLite raises a bare DatabaseError for a file that is not a database.
    is_unavailable = (
        isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    )
    is_invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    if (is_unavailable or is_invalidated) and not (code or "").startswith(_LIMIT_EXCEEDED):
        return StoreUnavailableError(_message(cause))
    return StoreRefusedError(_names(cause))


def redact(error: BaseException | None) -> BaseException | None:
    """Return an error of the same class and code without the message, which may quote a row.

    Tracebacks print the message of every error in the chain.
    """
    code = _code(error)
    if error is None or code is None:
        return None
    bare = type(error)(_names(error))
    for name in _CODES:
        if hasattr(error, name):
            setattr(bare, name, getattr(error, name))
    return bare


def _code(error: BaseException | None) -> str | None:
    return next((code for name in _CODES if (code := getattr(error, name, None))), None)


def _place(error: BaseException) -> tuple[str | None, ...]:
    diagnosis = getattr(error, "diag", None)
    return tuple(getattr(diagnosis, f"{name}_name", None) for name in ("table", "column"))


def _is_of_outbox(error: BaseException) -> bool:
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return constraint == _POSTGRESQL_OUTBOX_KEY or _SQLITE_OUTBOX_KEY in str(error)


def _message(error: BaseException) -> str:
    # The primary message only: PostgreSQL's details quote the rejected row.
    diagnosis = getattr(error, "diag", None)
    return " ".join(str(getattr(diagnosis, "message_primary", None) or error).split())


def _names(error: BaseException) -> str:
    diagnosis = getattr(error, "diag", None)
    places = (
        getattr(diagnosis, f"{name}_name", None) for name in ("table", "column", "constraint")
    )
    named = [type(error).__name__, _code(error), *places]
    if constraint := _SQLITE_CONSTRAINT.fullmatch(str(error)):
        named.append(constraint[0])
    return " ".join(filter(None, named))
