from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata

TABLES = sorted(metadata.tables)


def test_migrations_create_exactly_the_tables(either_engine: Engine):
    with either_engine.connect() as connection:
        dialect = either_engine.dialect.name
        options = {"compare_type": True, "include_object": partial(is_declared, dialect)}
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, metadata) == []


def test_migrations_create_exactly_the_constraints(engine: Engine, tmp_path: Path):
    """The comparison above covers neither CHECK constraints nor names."""
    declared = open_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    with declared.begin() as connection:
        metadata.create_all(connection)

    try:
        for table in TABLES:
            for constraints in ("check_constraints", "unique_constraints", "foreign_keys"):
                assert described(engine, constraints, table) == described(
                    declared, constraints, table
                )
            key = inspect(declared).get_pk_constraint(table)
            assert inspect(engine).get_pk_constraint(table) == key
    finally:
        declared.dispose()


def is_declared(dialect: str, _: object, name: str | None, *__: object) -> bool:
    """Return False for SQLite's index of words, a virtual table, and PostgreSQL's instead of it."""
    if dialect == "sqlite" and name == "ix_order_words_words":
        return False
    return not (name or "").startswith("order_words_index")


def described(engine: Engine, constraints: str, table: str) -> list[str]:
    return sorted(map(str, getattr(inspect(engine), f"get_{constraints}")(table)))


def test_the_comparison_is_not_empty(engine: Engine):
    names = {
        each for each in inspect(engine).get_table_names() if is_declared("sqlite", None, each)
    }
    assert names == {*TABLES, "alembic_version"}
    assert len(described(engine, "check_constraints", "order_lines")) == 6
    assert len(described(engine, "unique_constraints", "orders")) == 1


@pytest.mark.parametrize("table", TABLES)
def test_every_primary_key_starts_with_the_domain(engine: Engine, table: str):
    assert inspect(engine).get_pk_constraint(table)["constrained_columns"][0] == "domain_id"


def test_empty_and_current_databases_are_recognised(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")

    try:
        assert (schema_version.is_empty(engine), schema_version.is_current(engine)) == (True, False)
        migration_runner.migrate(engine)
        assert (schema_version.is_empty(engine), schema_version.is_current(engine)) == (False, True)
        migration_runner.migrate(engine)
        assert schema_version.is_current(engine)
    finally:
        engine.dispose()


def test_revisions_match_the_migrations():
    config = Config()
    config.set_main_option(
        "script_location", "seller_orders.adapters.outbound.sql.schema:migrations"
    )
    scripts = ScriptDirectory.from_config(config)

    newest_first = [script.revision for script in scripts.walk_revisions()]

    assert schema_version.revisions() == newest_first[::-1]
    assert schema_version.revisions()[-1] == scripts.get_current_head()
