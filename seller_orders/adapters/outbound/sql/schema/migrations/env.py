"""Alembic environment: run each migration in a transaction on the given connection."""

from alembic import context

from seller_orders.adapters.outbound.sql.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
