"""Tables and migrations of the SQL store."""

# Imported so that the metadata has every table, whichever module reads it.
from seller_orders.adapters.outbound.sql.schema import user_tables as user_tables
