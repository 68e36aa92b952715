"""Detection of a connection pooler, such as PgBouncer, in front of PostgreSQL.

A pooler in transaction mode gives each transaction any of its sessions. State of a session is then
lost, or found by others: prepared statements, settings, advisory locks, LISTEN.
"""

from typing import Any, Final

import psycopg

SERVING_PROCESS: Final = "SELECT pg_backend_pid()"


def is_pooled(connection: psycopg.Connection[Any]) -> bool:
    """Return whether another process serves a new connection than the one that accepted it."""
    return connection.execute(SERVING_PROCESS).fetchone() != (connection.info.backend_pid,)
