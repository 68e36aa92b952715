"""Rows of many orders of one domain, for the plans of its lists."""

from typing import Final

from sqlalchemy import Engine, text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.full_text_index import key_of_domain
from seller_orders.adapters.outbound.sql.orders.order_mapping import attribute_digest
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.many_orders import MODEL, insert_copies

ANALYZED: Final = (
    *("orders", "order_tags", "order_attributes", "order_external_ids", "order_awbs"),
    *("order_lines", "order_words"),
    *("order_counts", "fulfillments"),
)

ORDERS: Final = insert_copies(
    order_id="'ord_' || n",
    order_number="'N' || n",
    number_folded="'n' || n",
    number_reversed="reverse('n' || n)",
    status="(ARRAY['pending', 'delivered', 'delivered', 'delivered', 'shipped'])[1 + n % 5]",
    customer_id="'cus_' || n % 50",
    store_id="'store_' || n % 7",
    created_at="timestamptz '2025-01-01Z' + n * interval '1 minute'",
    updated_at="timestamptz '2025-01-01Z' + n * 7919 % 600000 * interval '1 minute'",
    number_key="'N' || length(n::text) || n",
    country="(ARRAY['IN', 'DE', 'US'])[1 + n % 3]",
    total="n * 10000",
    fulfillment_status="CASE WHEN n % 5 = 4 THEN 'fulfilled' ELSE 'unfulfilled' END",
    assignee="CASE WHEN n % 20 = 0 THEN 'usr_7' END",
    returns="CASE WHEN n % 50 = 0 THEN '[0]' ELSE '[]' END::jsonb",
    return_status="CASE WHEN n % 50 = 0 THEN 'requested' ELSE 'none' END",
    holds="CASE WHEN n % 60 = 0 THEN '[0]' ELSE '[]' END::jsonb",
    held_until="CASE WHEN n % 60 = 0 THEN timestamptz '2099-01-01Z' END",
    ship_by="CASE WHEN n % 2 = 0 THEN timestamptz '2025-01-01Z' + n * interval '1 minute' END",
)
TAGS: Final = text(
    """
    INSERT INTO order_tags (domain_id, order_id, tag)
    SELECT 'dom_1', 'ord_' || n, tag
    FROM generate_series(1, :size) AS n, (VALUES ('gift', 3), ('vip', 40)) AS t (tag, one_in)
    WHERE n % one_in = 0
    """
)
ATTRIBUTES: Final = text(
    """
    INSERT INTO order_attributes (domain_id, order_id, digest)
    SELECT 'dom_1', 'ord_' || n, digest
    FROM generate_series(1, :size) AS n, (VALUES (:yes, 3), (:no, 40)) AS t (digest, one_in)
    WHERE n % one_in = 0
    """
)
WORDS: Final = text(
    """
    INSERT INTO order_words (domain_id, order_id, words)
    SELECT 'dom_1', 'ord_' || n, CAST(
        concat_ws(' ', :key || 'n' || n, :key || 'name' || n % 977, :key || 'cotton') AS tsvector)
    FROM generate_series(1, :size) AS n
    """
)
LOOK_UPS: Final = (
    """
    INSERT INTO order_lines
    (domain_id, order_id, line_id, position, sku, name, quantity, selling_price, fulfilled)
    SELECT 'dom_1', 'ord_' || n, 'l', 0, CASE WHEN n % 3 = 0 THEN 'TSH' ELSE 'SKU-' || n END,
        'Shirt', 1, 0, 0
    FROM generate_series(1, :size) AS n
    """,
    """
    INSERT INTO order_external_ids (domain_id, order_id, system, external_id)
    SELECT 'dom_1', 'ord_' || n, 'erp', 'SO-' || n FROM generate_series(1, :size) AS n
    """,
    """
    INSERT INTO order_awbs (domain_id, order_id, awb)
    SELECT 'dom_1', 'ord_' || n, '1Z' || n FROM generate_series(1, :size) AS n
    """,
)


def fill(engine: Engine, size: int) -> None:
    """Insert so many orders of the domain dom_1, and collect statistics."""
    keep(sql_store(engine), order(MODEL, tags=("vip",), store_id="store_1"))
    unheard = engine.execution_options(unheard=True)
    with transaction(unheard, tenant="dom_1", writes=True) as connection:
        connection.execute(ORDERS, {"domain_id": "dom_1", "size": size})
        # With statistics the trigger on tags finds orders by index.
        connection.exec_driver_sql("ANALYZE orders")
        connection.execute(TAGS, {"size": size})
        digests = {each: attribute_digest("gift", each) for each in ("yes", "no")}
        connection.execute(ATTRIBUTES, {"size": size} | digests)
        connection.execute(WORDS, {"size": size, "key": key_of_domain("dom_1")})
        for statement in LOOK_UPS:
            connection.execute(text(statement), {"size": size})
        connection.commit()
    with unheard.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(ANALYZED)}")
