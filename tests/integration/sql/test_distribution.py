"""Definitions of the schema that a distributed PostgreSQL accepts, distributed by domain_id."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from tests.fence.verdict import DOMAINS_TABLES, REPLICATED
from tests.support.servers import fresh_database

POLICIES = "SELECT tablename, policyname, qual, with_check FROM pg_policies"
TRIGGERS = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE coalesce(tgoldtable, tgnewtable) IS NOT NULL
"""
KEYS = """
    SELECT c.relname, i.indexrelid::regclass::text, array_agg(a.attname::text)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
    GROUP BY 1, 2
"""
REFERENCES = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
FUNCTIONS = """
    SELECT proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def test_a_policy_is_one_comparison(engine: Engine):
    found = rows(engine, POLICIES)

    assert {table for table, *_ in found} == DOMAINS_TABLES
    for table, policy, condition, check in found:
        comparison = " @@ " if policy == "word_search" else " = "
        assert condition.count(comparison) == 1, (table, policy, condition)
        assert not {"SELECT", "OR", "AND"} & set(condition.replace("(", " ").split())
        assert check is None


def test_no_trigger_has_transition_tables(engine: Engine):
    assert rows(engine, TRIGGERS) == []


def test_statements_can_call_no_function_of_the_schema(engine: Engine):
    assert rows(engine, FUNCTIONS) == []


def test_every_unique_key_has_the_domain(engine: Engine):
    keys = [row for row in rows(engine, KEYS) if row[0] in DOMAINS_TABLES - REPLICATED]

    assert {table for table, *_ in keys} == DOMAINS_TABLES - REPLICATED
    for table, key, columns in keys:
        assert "domain_id" in columns, (table, key)


def test_every_foreign_key_has_the_domain(engine: Engine):
    references = rows(engine, REFERENCES)

    assert len(references) == 12
    for name, definition in references:
        assert definition.count("domain_id") == 2, name
