"""The judge of the statements that tests execute: what it lets pass, and what it does not."""

import pytest

from tests.fence.judging import DOMAINS_TABLES, unrestricted

KEPT = {
    "a bound value": "SELECT * FROM orders WHERE orders.domain_id = ? AND status = 'x'",
    "one table, unqualified": "UPDATE orders SET note = ? WHERE domain_id = ? AND order_id = ?",
    "by an alias": "SELECT o.note FROM orders AS o WHERE o.domain_id = ?",
    "several bound values": "SELECT * FROM orders WHERE orders.domain_id IN (?, ?)",
    "a row of bound values": "DELETE FROM outbox WHERE (domain_id, message_id) IN ((?, ?), (?, ?))",
    "a join": """SELECT * FROM orders JOIN order_lines ON order_lines.domain_id = orders.domain_id
        AND order_lines.order_id = orders.order_id WHERE orders.domain_id = ?""",
    "a chain of joins": """SELECT * FROM orders, order_lines, refunds
        WHERE refunds.domain_id = order_lines.domain_id
        AND order_lines.domain_id = orders.domain_id AND orders.domain_id = ?""",
    "a subquery": """SELECT * FROM orders WHERE domain_id = ? AND order_id IN
        (SELECT order_tags.order_id FROM order_tags WHERE order_tags.domain_id = ?)""",
    "one that speaks of the row around it": """SELECT * FROM orders WHERE orders.domain_id = ?
        AND EXISTS (SELECT 1 FROM refunds WHERE refunds.domain_id = orders.domain_id)""",
    "values that are joined": """UPDATE outbox SET due_at = v.at FROM (VALUES (?, ?))
        AS v (whose, at) WHERE outbox.domain_id = ?""",
    "an insert": "INSERT INTO orders (domain_id, order_id) VALUES (?, ?)",
    "an insert of what is kept": """INSERT INTO orders (domain_id, order_id)
        SELECT domain_id, order_id FROM orders WHERE domain_id = ?""",
    "what was taken together before": """WITH old AS (SELECT domain_id, message_id FROM outbox
        WHERE domain_id = ?) DELETE FROM outbox WHERE (domain_id, message_id) IN
        (SELECT old.domain_id, old.message_id FROM old)""",
    "a table of nobody's": "SELECT version_num FROM alembic_version",
}
LOOSE = {
    "nothing": ("SELECT * FROM orders WHERE order_id = ?", {"orders"}),
    "a count": ("SELECT count(*) FROM outbox", {"outbox"}),
    "another column": ("DELETE FROM orders WHERE store_id = ?", {"orders"}),
    "an or": ("SELECT * FROM orders WHERE domain_id = ? OR status = 'x'", {"orders"}),
    "a not": ("SELECT * FROM orders WHERE NOT domain_id = ?", {"orders"}),
    "an inequality": ("SELECT * FROM orders WHERE domain_id > ?", {"orders"}),
    "itself": ("SELECT * FROM orders WHERE domain_id = domain_id", {"orders"}),
    "another column's value": ("SELECT * FROM orders WHERE domain_id = store_id", {"orders"}),
    "one side of a join": (
        "SELECT * FROM orders JOIN refunds ON refunds.order_id = orders.order_id "
        "WHERE orders.domain_id = ?",
        {"refunds"},
    ),
    "neither side of a join": (
        "SELECT * FROM orders JOIN refunds ON refunds.domain_id = orders.domain_id",
        {"orders", "refunds"},
    ),
    "within a subquery": (
        "SELECT * FROM orders WHERE domain_id = ? "
        "AND order_id IN (SELECT order_id FROM order_tags)",
        {"order_tags"},
    ),
    "within what is taken together": (
        "WITH old AS (SELECT domain_id, message_id FROM outbox) DELETE FROM outbox "
        "WHERE (domain_id, message_id) IN (SELECT old.domain_id, old.message_id FROM old)",
        {"outbox"},
    ),
    "an update": ("UPDATE orders SET domain_id = ? WHERE order_id = ?", {"orders"}),
    "an insert without": ("INSERT INTO orders (order_id) VALUES (?)", {"orders"}),
    "an insert of what is not": (
        "INSERT INTO refunds (domain_id, order_id) SELECT domain_id, order_id FROM orders",
        {"orders"},
    ),
    "one half of a union": (
        "SELECT order_id FROM orders WHERE domain_id = ? UNION SELECT order_id FROM refunds",
        {"refunds"},
    ),
}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize("statement", KEPT.values(), ids=KEPT)
def test_what_keeps_to_a_domain_passes(statement: str, dialect: str):
    assert unrestricted(statement, dialect) == set()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize(("statement", "tables"), LOOSE.values(), ids=LOOSE)
def test_what_does_not_is_told_by_its_tables(statement: str, tables: set[str], dialect: str):
    assert unrestricted(statement, dialect) == tables


def test_postgresql_s_own_way_to_bind_a_value_passes():
    bound = "SELECT * FROM orders WHERE orders.domain_id = %(domain_id_1)s::VARCHAR"

    assert unrestricted(bound, "postgresql") == set()


def test_every_table_but_the_schema_s_own_is_a_domain_s():
    assert {"orders", "outbox", "idempotency_keys", "access_keys"} <= DOMAINS_TABLES
