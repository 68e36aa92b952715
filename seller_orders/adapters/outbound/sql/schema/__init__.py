"""Tables and migrations of the SQL store."""

# Loaded with any table, so that the metadata has all tables and their indexes.
from seller_orders.adapters.outbound.sql.schema import count_tables as count_tables
from seller_orders.adapters.outbound.sql.schema import domain_tables as domain_tables
from seller_orders.adapters.outbound.sql.schema import event_tables as event_tables
from seller_orders.adapters.outbound.sql.schema import key_tables as key_tables
from seller_orders.adapters.outbound.sql.schema import order_indexes as order_indexes
from seller_orders.adapters.outbound.sql.schema import order_tables as order_tables
from seller_orders.adapters.outbound.sql.schema import outbox_tables as outbox_tables
from seller_orders.adapters.outbound.sql.schema import payment_tables as payment_tables
from seller_orders.adapters.outbound.sql.schema import search_tables as search_tables
from seller_orders.adapters.outbound.sql.schema import settings_tables as settings_tables
from seller_orders.adapters.outbound.sql.schema import user_tables as user_tables
from seller_orders.adapters.outbound.sql.schema import webhook_tables as webhook_tables
