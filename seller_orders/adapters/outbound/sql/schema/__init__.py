"""Tables and migrations of the SQL store."""

# Loaded with any table, so that the metadata has all of them.
from seller_orders.adapters.outbound.sql.schema import domain_tables as domain_tables
from seller_orders.adapters.outbound.sql.schema import event_tables as event_tables
from seller_orders.adapters.outbound.sql.schema import settings_tables as settings_tables
from seller_orders.adapters.outbound.sql.schema import user_tables as user_tables
from seller_orders.adapters.outbound.sql.schema import webhook_tables as webhook_tables
