"""The check that statements name one domain, on handwritten statements."""

import pytest

from tests.fence.judging import offences, statements_of, without_repeated_rows

TABLES = frozenset({"orders", "lines"})

RESTRICTED = {
    "by a value": "SELECT * FROM orders WHERE domain_id = ?",
    "by a value that is cast": "SELECT * FROM orders WHERE domain_id = %(d)s::VARCHAR",
    "in a batch": (
        "SET LOCAL plan_cache_mode = force_custom_plan; "
        "SELECT * FROM orders WHERE domain_id = $1::VARCHAR;"
        " DELETE FROM lines WHERE domain_id = $1; COMMIT"
    ),
    "a definition that takes another's place": (
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$ SELECT 1 FROM orders $$"
    ),
    "by a value on the left": "SELECT * FROM orders WHERE 'dom_1' = orders.domain_id",
    "by some values": "SELECT * FROM orders AS o WHERE o.domain_id IN (?, ?) AND o.total > 1",
    "in parentheses": "SELECT * FROM orders WHERE (note = ? AND (domain_id = ? AND total > 1))",
    "by the other side of a join": (
        "SELECT * FROM orders o JOIN lines l ON l.domain_id = o.domain_id WHERE o.domain_id = ?"
    ),
    "by a chain of joins": (
        "SELECT * FROM orders a JOIN orders b ON a.domain_id = b.domain_id"
        " JOIN orders c ON b.domain_id = c.domain_id WHERE c.domain_id = ?"
    ),
    "where it is joined": (
        "SELECT * FROM orders o LEFT JOIN lines l ON l.domain_id = o.domain_id"
        " WHERE o.domain_id = ?"
    ),
    "by the query around it": (
        "SELECT * FROM orders o WHERE o.domain_id = ? AND EXISTS"
        " (SELECT 1 FROM lines l WHERE l.domain_id = o.domain_id)"
    ),
    "in each of two queries": (
        "SELECT 1 FROM orders WHERE domain_id = ? UNION SELECT 1 FROM lines WHERE domain_id = ?"
    ),
    "by a subquery of restricted keys": (
        "DELETE FROM orders WHERE (orders.domain_id, orders.id) IN"
        " (SELECT l.domain_id, l.id FROM lines l WHERE l.domain_id = ?)"
    ),
    "by some keys": "DELETE FROM orders WHERE (domain_id, id) IN ((?, ?), (?, ?))",
    "by a named query": (
        "WITH due AS (SELECT domain_id, id FROM orders WHERE domain_id = ?)"
        " UPDATE orders SET total = 1 FROM due WHERE orders.domain_id = due.domain_id"
    ),
    "by a subquery in FROM": (
        "SELECT * FROM lines l JOIN (SELECT o.domain_id FROM orders o WHERE o.domain_id = ?) x"
        " ON l.domain_id = x.domain_id"
    ),
    "an update": "UPDATE orders SET total = ? WHERE domain_id = ? AND order_id = ?",
    "an insert": "INSERT INTO orders (domain_id, total) VALUES (?, ?)",
    "an insert that counts up": (
        "INSERT INTO orders (domain_id, n) VALUES (?, ?)"
        " ON CONFLICT (domain_id) DO UPDATE SET n = orders.n + 1 RETURNING n"
    ),
    "an insert that yields": (
        "INSERT INTO orders (domain_id, n) VALUES (?, ?) ON CONFLICT DO NOTHING"
    ),
    "an insert of what is selected": (
        "INSERT INTO orders (domain_id, n) SELECT domain_id, n FROM lines WHERE domain_id = ?"
    ),
    "no domain's table": "UPDATE alembic_version SET version_num = '0002'",
    "a table that is named like one": "SELECT * FROM orders_of_nobody",
    "a definition": "CREATE INDEX ix ON orders (total)",
    "a plan": "EXPLAIN QUERY PLAN SELECT * FROM orders",
}

UNRESTRICTED = {
    "after the settings of a batch": (
        "SET LOCAL plan_cache_mode = force_custom_plan; "
        "SELECT * FROM orders WHERE note = $1::VARCHAR"
    ),
    "between the settings of a bulk": (
        "SET LOCAL seller_orders.row_triggers = 'off'; DELETE FROM orders; "
        "SET LOCAL seller_orders.row_triggers = 'on'; COMMIT"
    ),
    "before the commit of a batch": "DELETE FROM orders; COMMIT",
    "not at all": "SELECT * FROM orders",
    "by another column": "SELECT * FROM orders WHERE order_id = ?",
    "by its own domain": "SELECT * FROM orders WHERE domain_id = domain_id",
    "by anything but a domain": "SELECT * FROM orders WHERE domain_id <> ?",
    "by a part of its domain": "SELECT * FROM orders WHERE domain_id LIKE ?",
    "in one of two cases": "SELECT * FROM orders WHERE domain_id = ? OR total > 1",
    "where it is not so": "SELECT * FROM orders WHERE NOT domain_id = ?",
    "where it is in none": "SELECT * FROM orders WHERE domain_id NOT IN (?)",
    "by what it selects": "SELECT domain_id = ? FROM orders",
    "by how it sorts": "SELECT * FROM orders ORDER BY domain_id = ?",
    "on one side of a join": (
        "SELECT * FROM orders o JOIN lines l ON l.id = o.id WHERE o.domain_id = ?"
    ),
    "by sides that only name each other": (
        "SELECT * FROM orders o JOIN lines l ON l.domain_id = o.domain_id"
    ),
    "beside a comma": "SELECT * FROM orders, lines WHERE orders.domain_id = ?",
    "by the condition of its outer join": (
        "SELECT * FROM orders o LEFT JOIN lines l ON l.domain_id = ? AND o.domain_id = ?"
    ),
    "by another table's column": (
        "SELECT * FROM orders o JOIN names n ON n.id = o.id WHERE n.domain_id = ?"
    ),
    "in the subquery alone": (
        "SELECT * FROM orders WHERE id IN (SELECT id FROM lines WHERE domain_id = ?)"
    ),
    "but for the subquery": (
        "SELECT * FROM orders WHERE domain_id = ? AND id IN (SELECT id FROM lines)"
    ),
    "by a subquery of any keys": (
        "DELETE FROM orders WHERE (domain_id, id) IN (SELECT domain_id, id FROM names)"
    ),
    "by keys in another order": (
        "DELETE FROM orders WHERE (domain_id, id) IN"
        " (SELECT l.id, l.domain_id FROM lines l WHERE l.domain_id = ?)"
    ),
    "by a named query of any": (
        "WITH due AS (SELECT domain_id, id FROM orders)"
        " UPDATE orders SET total = 1 FROM due WHERE orders.domain_id = due.domain_id"
    ),
    "by a query that only has its name": (
        "WITH due AS (SELECT id, ? AS n FROM orders WHERE domain_id = ?)"
        " UPDATE orders SET total = 1 FROM due WHERE orders.domain_id = due.domain_id"
    ),
    "where its domain is a guess": (
        "SELECT * FROM orders JOIN lines ON orders.id = lines.id WHERE domain_id = ?"
    ),
    "in one of two queries": ("SELECT 1 FROM orders WHERE domain_id = ? UNION SELECT 1 FROM lines"),
    "an update": "UPDATE orders SET total = ? WHERE order_id = ?",
    "an update from another": (
        "UPDATE orders SET total = 1 FROM lines l WHERE orders.id = l.id AND l.domain_id = ?"
    ),
    "an update that moves it": "UPDATE orders SET domain_id = ? WHERE domain_id = ?",
    "a delete": "DELETE FROM orders",
    "a delete by another": (
        "DELETE FROM orders USING lines l WHERE orders.id = l.id AND l.domain_id = ?"
    ),
    "an insert": "INSERT INTO orders (total) VALUES (?)",
    "an insert without columns": "INSERT INTO orders VALUES (?, ?)",
    "an insert that changes whose it hits": (
        "INSERT INTO orders (domain_id, digest) VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET total = 1"
    ),
    "an insert that replaces": "INSERT OR REPLACE INTO orders (domain_id, n) VALUES (?, ?)",
    "an insert of what is selected": (
        "INSERT INTO orders (domain_id, n) SELECT domain_id, n FROM lines"
    ),
    "a second statement": "SELECT 1; SELECT * FROM orders",
    "what empties it": "TRUNCATE orders",
    "what is run and explained": "EXPLAIN ANALYZE SELECT * FROM orders WHERE domain_id = ?",
    "what cannot be parsed": "SELECT FROM WHERE orders ((",
    "a query that has a table's name": (
        "WITH orders AS (SELECT 1 AS domain_id) SELECT * FROM orders WHERE domain_id = ?"
    ),
}


def dialect(statement: str) -> str:
    return "sqlite" if "OR REPLACE" in statement or "QUERY PLAN" in statement else "postgresql"


@pytest.mark.parametrize("statement", RESTRICTED.values(), ids=RESTRICTED)
def test_a_restricted_statement_is_no_offence(statement: str):
    assert offences(statement, dialect(statement), TABLES) == []


@pytest.mark.parametrize("statement", UNRESTRICTED.values(), ids=UNRESTRICTED)
def test_an_unrestricted_statement_is_an_offence(statement: str):
    assert offences(statement, dialect(statement), TABLES) != []


def test_an_offence_names_the_table_and_its_alias():
    found = offences("SELECT * FROM orders AS o", "sqlite", TABLES)

    assert found == ["orders AS o is not restricted by domain_id"]


@pytest.mark.parametrize("style", ["${}", "%(p_{})s"])
def test_rows_are_repeated_only_where_they_differ(style: str):
    one, two, *_, six = (style.format(n) for n in range(1, 7))
    alike = f"VALUES ({one}::TEXT, {two}), " + ", ".join(
        f"({one}::TEXT, {style.format(n)})" for n in (3, 4, 5)
    )

    assert without_repeated_rows(alike) == f"VALUES ({one}::TEXT, {two}), ({one}::TEXT, $0)"
    of_another = without_repeated_rows(f"{alike}, ({six}::TEXT, {two})")
    assert of_another.endswith(f", ($0::TEXT, {two}), ({one}::TEXT, $0)")


def test_a_batch_is_judged_statement_by_statement():
    first, second = statements_of(
        "SELECT 1 FROM orders WHERE domain_id = %(d_7)s AND note = %(n)s AND title = %(d_7)s; "
        "DELETE FROM lines WHERE id = %(n)s"
    )

    assert first == "SELECT 1 FROM orders WHERE domain_id = $1 AND note = $2 AND title = $1"
    assert offences(first, "postgresql", TABLES) == []
    assert second == "DELETE FROM lines WHERE id = $1"
    assert offences(second, "postgresql", TABLES) == ["lines is not restricted by domain_id"]


def test_a_cut_text_is_reported():
    cut = statements_of("SELECT 1 FROM orders WHERE domain_id = ? AND note = 'a; b'")

    assert len(cut) == 2
    assert "cannot be parsed" in offences(cut[0], "sqlite", TABLES)[0]


def test_a_definition_with_statements_stays_whole():
    definition = "CREATE FUNCTION f() RETURNS trigger AS $$ SELECT $1; SELECT 2 $$"

    assert statements_of(definition) == [definition]
