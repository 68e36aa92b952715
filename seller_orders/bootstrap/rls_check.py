"""Whether the database holds this process to the domain that it speaks for."""

import logging

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.schema import schema_version


def warn_without_rls(engine: Engine) -> None:
    """Warn of a role that row-level security does not hold."""
    if not schema_version.is_fenced(engine):
        logging.getLogger("seller_orders").warning(
            "row-level security does not hold this database role: connect as one that is no "
            "superuser and has no BYPASSRLS"
        )
