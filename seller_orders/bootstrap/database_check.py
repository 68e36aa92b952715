"""Checks of the database before a process serves or delivers."""

import logging

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.schema.rls_check import can_bypass_rls


def ensure_database_is_usable(engine: Engine) -> None:
    """Create the schema of an empty SQLite file; raise StoreUnavailableError if one is behind.

    Log a warning if the database role bypasses row-level security.
    """
    schema_version.ensure_usable(engine)
    if can_bypass_rls(engine):
        logging.getLogger("seller_orders").warning(
            "row-level security does not hold this database role: connect as a role that is not "
            "a superuser and has no BYPASSRLS"
        )
