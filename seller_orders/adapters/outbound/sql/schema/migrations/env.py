"""Runs migrations on the connection that they are given, each in a transaction of its own."""

from alembic import context

from seller_orders.adapters.outbound.sql.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
