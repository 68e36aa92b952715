"""Tables and migrations of the SQL store."""

# Imported so that the metadata has every table, whichever module reads it.
from seller_orders.adapters.outbound.sql.schema import domain_tables as domain_tables
