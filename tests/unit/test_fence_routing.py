"""The check that statements route to one shard, on handwritten statements."""

import pytest

from tests.fence.routing import detours

TABLES = frozenset({"orders", "lines", "outbox"})

ROUTED = {
    "one row": "INSERT INTO orders (domain_id, n) VALUES ($1::VARCHAR, $2)",
    "rows of one domain": "INSERT INTO orders (n, domain_id) VALUES ($2, $1), ($3, $1)",
    "an update": "UPDATE orders SET n = $1 WHERE domain_id = $2::VARCHAR AND order_id = $3",
    "an update by a parameter's rows": (
        "UPDATE orders SET n = g.n FROM json_to_recordset(CAST($1::TEXT AS JSON))"
        " AS g(id TEXT, n INTEGER) WHERE orders.domain_id = $2 AND orders.id = g.id"
    ),
    "a deletion by an array": (
        "DELETE FROM orders USING unnest($1::TEXT[]) AS g(id)"
        " WHERE orders.domain_id = $2 AND orders.id = g.id"
    ),
    "an update by values": (
        "UPDATE orders SET n = given.n FROM (VALUES ($1, $2)) AS given (n, id)"
        " WHERE orders.domain_id = $3 AND orders.id = given.id"
    ),
    "tables of one domain": (
        "SELECT (SELECT json_agg(l.n) FROM lines l WHERE l.domain_id = $1 AND l.id = o.id)"
        " FROM orders o WHERE o.domain_id = $1"
    ),
    "a claim": (
        "WITH due AS (SELECT id FROM outbox WHERE domain_id = $1 FOR UPDATE SKIP LOCKED)"
        " UPDATE outbox SET n = 1 WHERE domain_id = $1 AND id IN (SELECT id FROM due) RETURNING id"
    ),
    "no tenant's table": "SELECT pg_advisory_xact_lock($1)",
}

UNROUTED = {
    "rows of a query": (
        "INSERT INTO orders (domain_id, n) SELECT domain_id, n FROM lines WHERE domain_id = $1"
    ),
    "rows of a function": (
        "INSERT INTO orders (domain_id, n) SELECT g.domain_id, g.n"
        " FROM json_to_recordset($1) AS g(domain_id TEXT, n INTEGER)"
    ),
    "rows of an array": "INSERT INTO orders (domain_id, n) SELECT $1, n FROM unnest($2) AS n",
    "rows of two domains": "INSERT INTO orders (domain_id, n) VALUES ($1, 1), ($2, 1)",
    "an update by a function": (
        "UPDATE orders SET n = g.n FROM renumber($1) AS g(id TEXT, n INTEGER)"
        " WHERE orders.domain_id = $2 AND orders.id = g.id"
    ),
    "an update by a function of a column": (
        "UPDATE orders SET n = g.n FROM lines l, json_to_recordset(l.data) AS g(id TEXT, n INTEGER)"
        " WHERE orders.domain_id = $2 AND l.domain_id = $2 AND orders.id = g.id"
    ),
    "a deletion by a function of a query": (
        "DELETE FROM orders USING unnest((SELECT renumber($1))) AS g(id)"
        " WHERE orders.domain_id = $2 AND orders.id = g.id"
    ),
    "an update by a parameter's domains": (
        "UPDATE orders SET n = g.n FROM json_to_recordset($1) AS g(domain_id TEXT, n INTEGER)"
        " WHERE orders.domain_id = g.domain_id"
    ),
    "a part without the domain": (
        "SELECT (SELECT json_agg(l.n) FROM lines l WHERE l.domain_id = o.domain_id)"
        " FROM orders o WHERE o.domain_id = $1"
    ),
    "two domains": (
        "SELECT 1 FROM orders o JOIN lines l ON l.id = o.id"
        " WHERE o.domain_id = $1 AND l.domain_id = $2"
    ),
    "some domains": "SELECT * FROM orders WHERE domain_id IN ($1, $2)",
    "the keys of a claim": (
        "WITH due AS (SELECT domain_id, id FROM outbox WHERE domain_id = $1 FOR UPDATE)"
        " UPDATE outbox SET n = 1 WHERE (domain_id, id) IN (SELECT domain_id, id FROM due)"
    ),
    "a statement by name": "EXECUTE reading_orders ('dom_1')",
    "a preparation by name": "PREPARE reading AS SELECT * FROM orders WHERE domain_id = $1",
    "a setting that is not propagated": "SELECT set_config('seller_orders.domain_id', $1, true), 1",
    "a procedure": "CALL archive_orders($1)",
}

ACROSS = {
    "SELECT DISTINCT domain_id FROM outbox WHERE due_at <= $1": 0,
    "SELECT id FROM outbox WHERE due_at <= $1 FOR UPDATE SKIP LOCKED": 1,
    "DELETE FROM outbox WHERE due_at <= $1": 1,
    "UPDATE outbox SET due_at = $1": 1,
    "SELECT id FROM orders": 1,
}


@pytest.mark.parametrize("statement", ROUTED.values(), ids=ROUTED)
def test_a_statement_of_one_domain_routes(statement: str):
    assert detours(statement, TABLES, None) == []


@pytest.mark.parametrize("statement", UNROUTED.values(), ids=UNROUTED)
def test_a_statement_that_does_not_route_is_reported(statement: str):
    assert detours(statement, TABLES, None) != []


@pytest.mark.parametrize(("statement", "told"), ACROSS.items(), ids=str)
def test_only_reads_may_cross_domains(statement: str, told: int):
    assert len(detours(statement, TABLES, "outbox")) == told
