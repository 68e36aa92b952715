"""Commit of a unit of work."""

from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection import statement_batch
from seller_orders.adapters.outbound.sql.connection.driver_errors import translate_errors
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
    WriteConflictError,
)


def commit(connection: Connection) -> None:
    """Commit. Raises OutcomeUnknownError if the connection was lost during the commit."""
    try:
        with translate_errors():
            statement_batch.commit(connection)
    except WriteConflictError:
        raise
    except StoreUnavailableError as error:
        raise OutcomeUnknownError(str(error)) from error
