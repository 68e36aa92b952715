"""Tables and migrations of the SQL store."""

# Imported so that the metadata has every table, whichever module reads it.
from seller_orders.adapters.outbound.sql.schema import event_tables as event_tables
