"""Whether the database holds this process to the domain that it speaks for."""

import logging

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.schema.rls_check import can_bypass_rls


def warn_without_rls(engine: Engine) -> None:
    """Warn of a role that row-level security does not hold."""
    if can_bypass_rls(engine):
        logging.getLogger("seller_orders").warning(
            "row-level security does not hold this database role: connect as one that is no "
            "superuser and has no BYPASSRLS"
        )
