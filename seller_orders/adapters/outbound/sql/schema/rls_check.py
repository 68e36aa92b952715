"""Check whether PostgreSQL's row-level security applies to this process."""

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import transaction

_CAN_BYPASS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def can_bypass_rls(engine: Engine) -> bool:
    """Return whether the database role is exempt from row-level security; False on SQLite."""
    if engine.dialect.name != "postgresql":
        return False
    with transaction(engine) as connection:
        return bool(connection.exec_driver_sql(_CAN_BYPASS).scalar_one())
