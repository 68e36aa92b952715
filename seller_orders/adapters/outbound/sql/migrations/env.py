"""Runs migrations on the connection that they are given, inside its transaction."""

from alembic import context

from seller_orders.adapters.outbound.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
