"""Columns for other systems' ids and longer names, and order numbers unique per store.

``customer_id``, ``product_id`` and ``sku`` may be null. Captured money may exceed the total. Every
row that an earlier release writes fits: each column takes more than before, and the two
constraints allow more. The key of order numbers begins with the number, because earlier releases
look numbers up in the whole domain.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_FORMER_KEY: Final = "uq_orders_domain_id_order_number"
_KEY: Final = "uq_orders_domain_id_order_number_store_id"
_KEY_COLUMNS: Final = "domain_id, order_number, store_id"
_LENGTH: Final = 255
_TIME_KEYS: Final = ("created_at", "updated_at")
_LIST_INDEX: Final = "ix_orders_listed_customer_id_"
_PLAIN_INDEX: Final = "ix_orders_customer_id_"
_MONEY: Final = "0 <= refunded AND refunded <= captured"

# The text of SQLite's declarations, before and after.
_DECLARATIONS: Final = {
    "orders": {
        "customer_id VARCHAR(64) NOT NULL": "customer_id VARCHAR(255)",
        f"{_MONEY} AND captured <= total": _MONEY,
        f"CONSTRAINT {_FORMER_KEY} UNIQUE (domain_id, order_number)": (
            f"CONSTRAINT {_KEY} UNIQUE ({_KEY_COLUMNS})"
        ),
    },
    "order_lines": {
        "product_id VARCHAR(64) NOT NULL": "product_id VARCHAR(255)",
        "sku VARCHAR(500) NOT NULL": "sku VARCHAR(500)",
        "name VARCHAR(200) NOT NULL": "name VARCHAR(500) NOT NULL",
    },
    "restocks": {"sku VARCHAR(500) NOT NULL": "sku VARCHAR(500)"},
}


def upgrade() -> None:
    """Widen the columns and replace the constraints."""
    if op.get_context().dialect.name == "sqlite":
        for table, changes in _DECLARATIONS.items():
            _recreate(table, changes)
        return
    with op.get_context().autocommit_block():
        _widen_customer_id()
        _widen_columns_of_lines()
        _replace_money_check()
        _replace_key()


def _recreate(table: str, changes: dict[str, str]) -> None:
    """Recreate a table of SQLite, which cannot change columns and constraints in place.

    Other tables refer to its rows, so its name must not change and foreign keys are checked at the
    commit. Triggers are created after the rows are copied: they count changes of orders.
    """
    connection = op.get_bind()
    declared = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql <> ''")
    rows = connection.execute(declared, {"table": table}).all()
    ((declaration,), others) = (
        [sql for type_, sql in rows if (type_ == "table") is is_table] for is_table in (True, False)
    )
    for former, new in changes.items():
        if declaration.count(former) != 1:
            raise RuntimeError(f"the declaration of {table} lacks: {former}")
        declaration = declaration.replace(former, new)
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        f"CREATE TEMPORARY TABLE copied AS SELECT * FROM {table}",
        f"DROP TABLE {table}",
        declaration,
        f"INSERT INTO {table} SELECT * FROM copied",
        "DROP TABLE copied",
        *others,
    ):
        connection.exec_driver_sql(statement)


def _widen_customer_id() -> None:
    # A longer VARCHAR rewrites neither the table nor a plain index, but it rebuilds partial ones
    # under an exclusive lock. Plain indexes serve the list meanwhile.
    columns = {each["name"]: each for each in sa.inspect(op.get_bind()).get_columns("orders")}
    if not columns["customer_id"]["nullable"]:
        for key in _TIME_KEYS:
            _build_index(_PLAIN_INDEX, key)
        for key in _TIME_KEYS:
            _drop_index(_LIST_INDEX, key)
        op.execute(
            "ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL, "
            f'ALTER COLUMN customer_id TYPE VARCHAR({_LENGTH}) COLLATE "C"'
        )
    found = {each["name"] for each in sa.inspect(op.get_bind()).get_indexes("orders")}
    for key in _TIME_KEYS:
        if f"{_PLAIN_INDEX}{key}" in found:
            _build_index(_LIST_INDEX, key, sa.text("archived_at IS NULL"))
            _drop_index(_PLAIN_INDEX, key)


def _build_index(name: str, key: str, where: sa.TextClause | None = None) -> None:
    # An interrupted concurrent build leaves an invalid index.
    _drop_index(name, key)
    columns = ["domain_id", "customer_id", key, "order_id"]
    op.create_index(
        f"{name}{key}", "orders", columns, postgresql_where=where, postgresql_concurrently=True
    )


def _drop_index(name: str, key: str) -> None:
    op.drop_index(f"{name}{key}", "orders", if_exists=True, postgresql_concurrently=True)


def _widen_columns_of_lines() -> None:
    # None of these columns is in an index.
    op.execute(
        "ALTER TABLE order_lines ALTER COLUMN product_id DROP NOT NULL, "
        "ALTER COLUMN sku DROP NOT NULL, "
        f'ALTER COLUMN product_id TYPE VARCHAR({_LENGTH}) COLLATE "C", '
        'ALTER COLUMN name TYPE VARCHAR(500) COLLATE "C"'
    )
    op.execute("ALTER TABLE restocks ALTER COLUMN sku DROP NOT NULL")


def _replace_money_check() -> None:
    op.execute(
        "ALTER TABLE orders DROP CONSTRAINT IF EXISTS ck_orders_money, "
        f"ADD CONSTRAINT ck_orders_money CHECK ({_MONEY}) NOT VALID"
    )
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_orders_money")


def _replace_key() -> None:
    found = {each["name"] for each in sa.inspect(op.get_bind()).get_unique_constraints("orders")}
    if _KEY in found:
        return
    # An interrupted concurrent build leaves an invalid index.
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {_KEY}")
    op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {_KEY} ON orders ({_KEY_COLUMNS})")
    op.execute(
        f"ALTER TABLE orders DROP CONSTRAINT IF EXISTS {_FORMER_KEY}, "
        f"ADD CONSTRAINT {_KEY} UNIQUE USING INDEX {_KEY}"
    )
