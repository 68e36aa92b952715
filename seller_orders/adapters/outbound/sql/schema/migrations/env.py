"""Alembic environment: run each migration in a transaction on the given connection."""

from typing import Any, Final

from alembic import context
from alembic.runtime.migration import MigrationContext

from seller_orders.adapters.outbound.sql.connection.named_schema import schema_of
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata

_TRIGGER_FUNCTIONS: Final = """
SELECT DISTINCT tgfoid::regprocedure::text
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = %s::regnamespace AND pronamespace = relnamespace AND relname = ANY(%s)
  AND NOT tgisinternal AND proconfig IS NULL
"""


def _pin_search_path(ctx: MigrationContext, *_: Any, **__: Any) -> None:
    """Let trigger functions find the tables of their schema in every session."""
    connection = ctx.connection
    if connection is None or (schema := schema_of(connection)) is None:
        return
    wanted = (f'"{schema}"', list(metadata.tables))
    for function in connection.exec_driver_sql(_TRIGGER_FUNCTIONS, wanted).scalars().all():
        connection.exec_driver_sql(
            f'ALTER FUNCTION {function} SET search_path = "{schema}", pg_temp'
        )


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
    on_version_apply=_pin_search_path,
)
with context.begin_transaction():
    context.run_migrations()
