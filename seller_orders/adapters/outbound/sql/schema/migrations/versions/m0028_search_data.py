"""Search data of orders: sort key of the number, country, and words for full-text search.

Earlier releases write none of it. Triggers record the orders that they change, and the reaper
completes those. ``migrate`` completes the existing orders after the schema.

On PostgreSQL a restrictive policy has the condition of a word search, because row-level security
evaluates conditions of policies before those of the query, which could therefore not use the index
(docs/decisions/words-in-a-policy.md). Without the setting it allows every row of the domain.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR, VARCHAR

revision = "0028"
down_revision = "0027"

_INDEX: Final = "order_words_index"
_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_DECLARED: Final = "'search_backlog' = current_setting('seller_orders.across_domains', true)"
_MATCHES: Final = (
    "words @@ CAST(coalesce(nullif(current_setting('seller_orders.words', true), ''), '!0')"
    " AS tsquery)"
)
_PUNCTUATION: Final = "-"
_IS_BEHIND: Final = "NEW.search_version IS {differs} NEW.version"


def upgrade() -> None:
    """Add the columns, the tables and the triggers."""
    is_online = op.get_context().dialect.name == "postgresql"
    for name, type_ in (
        ("number_key", _text(600)),
        ("country", _text(2)),
        ("search_version", sa.Integer()),
    ):
        op.add_column("orders", sa.Column(name, type_), if_not_exists=is_online or None)
    _create_tables()
    if is_online:
        _fence("order_words")
        _fence("search_backlog")
        _policy("order_words", f"word_search ON order_words AS RESTRICTIVE USING ({_MATCHES})")
        _policy("search_backlog", f"across_domains ON search_backlog USING ({_IS_DECLARED})")
        _record_changes_on_postgresql()
    else:
        _index_words_on_sqlite()
        _record_changes_on_sqlite()


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def _create_tables() -> None:
    op.create_table(
        "order_words",
        *_key_columns(),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "order_id", name="pk_order_words"),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_order_words_orders",
        ),
        if_not_exists=True,
    )
    if op.get_context().dialect.name == "postgresql":
        index = "ix_order_words_words"
        op.create_index(index, "order_words", ["words"], postgresql_using="gin", if_not_exists=True)
    op.create_table(
        "search_backlog",
        *_key_columns(),
        sa.PrimaryKeyConstraint("domain_id", "order_id", name="pk_search_backlog"),
        if_not_exists=True,
    )


def _key_columns() -> Iterator[sa.Column[str]]:
    for name in ("domain_id", "order_id"):
        yield sa.Column(name, _text(64), nullable=False)


def _fence(table: str) -> None:
    _policy(table, f"tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _policy(table: str, policy: str) -> None:
    op.execute(f"DROP POLICY IF EXISTS {policy.partition(' ')[0]} ON {table}")
    op.execute(f"CREATE POLICY {policy}")


def _record_changes_on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION record_search_backlog() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN INSERT INTO search_backlog (domain_id, order_id) "
        "VALUES (NEW.domain_id, NEW.order_id) ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER record_search_backlog AFTER INSERT OR UPDATE ON orders "
        f"FOR EACH ROW WHEN ({_IS_BEHIND.format(differs='DISTINCT FROM')}) "
        "EXECUTE FUNCTION record_search_backlog()"
    )


def _record_changes_on_sqlite() -> None:
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER record_search_backlog_on_{event.lower()} AFTER {event} ON orders "
            f"WHEN {_IS_BEHIND.format(differs='NOT')} BEGIN "
            "INSERT OR IGNORE INTO search_backlog (domain_id, order_id) "
            "VALUES (NEW.domain_id, NEW.order_id); END"
        )


def _index_words_on_sqlite() -> None:
    # The tokenizer splits at spaces only: the words have letters, digits, marks and hyphens. A
    # token with the order's key finds the entry of an order, because rowids of order_words may
    # change. Tokens are compared without case, unlike ids, so the key is hexadecimal.
    op.execute(
        f"CREATE VIRTUAL TABLE {_INDEX} USING fts5(domain_id UNINDEXED, order_id UNINDEXED, "
        "words, key, detail = 'none', columnsize = 0, "
        f"tokenize = \"ascii tokenchars '{_PUNCTUATION}'\")"
    )
    key = "'-' || hex({row}.domain_id || '/' || {row}.order_id)"
    remove = f"DELETE FROM {_INDEX} WHERE {_INDEX} MATCH '\"' || {key.format(row='OLD')} || '\"'; "
    add = (
        f"INSERT INTO {_INDEX} (domain_id, order_id, words, key) "
        f"VALUES (NEW.domain_id, NEW.order_id, NEW.words, {key.format(row='NEW')}); "
    )
    for event, steps in (("INSERT", add), ("UPDATE", remove + add), ("DELETE", remove)):
        op.execute(
            f"CREATE TRIGGER index_words_on_{event.lower()} AFTER {event} ON order_words "
            f"BEGIN {steps}END"
        )
