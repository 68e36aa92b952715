"""Tables, their migrations, and checks of the schema."""

# Loaded with any table, so that the metadata has all of them.
from seller_orders.adapters.outbound.sql.schema import webhook_tables as webhook_tables
