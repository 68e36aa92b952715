"""Words of orders as the database stores them: as text search vectors, or in an FTS5 index.

Domains share the index, so each word begins with a key of its domain. A search reads the part of
the index that belongs to its own domain.
"""

from base64 import b32encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2s
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    cast,
    column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from seller_orders.adapters.outbound.sql.connection.statement_batch import ParametrizedStatement
from seller_orders.adapters.outbound.sql.schema.search_tables import order_words
from seller_orders.adapters.outbound.sql.statements.bulk_dml import deleting, inserting
from seller_orders.application.order_words import QueryWords, words_of_order
from seller_orders.domain.order import Order

_KEY_BYTES: Final = 5
_LEAST_INDEXED: Final = 3
_RECENT_DOMAINS: Final = 4_096
_MAX_BYTES: Final = 900_000
"""PostgreSQL refuses a vector of more than a megabyte. Words of further lines are left out."""


def adding_words(dialect: str, added: Sequence[Order]) -> Iterator[ParametrizedStatement]:
    """Return the insertion of the words of new orders of one domain."""
    if added:
        yield from inserting(dialect, order_words, [_row(order) for order in added])


def replacing_words(dialect: str, changed: Sequence[Order]) -> Iterator[ParametrizedStatement]:
    """Return the statements that store the words of orders of one domain anew."""
    if changed:
        rows = [_row(order) for order in changed]
        yield deleting(dialect, order_words, rows)
        yield from inserting(dialect, order_words, rows)


def query_text(dialect: str, domain_id: str, words: QueryWords) -> str:
    """Return a query as PostgreSQL's tsquery or FTS5's MATCH reads it."""
    key, beginning = key_of_domain(domain_id), "'{}':*" if dialect == "postgresql" else '"{}" *'
    either, both = (" | ", " & ") if dialect == "postgresql" else (" OR ", " AND ")
    return both.join(
        f"({either.join(beginning.format(key + each) for each in sorted(word))})" for word in words
    )


def index_query(dialect: str, domain_id: str, words: QueryWords) -> str:
    """Return the part of a query that the index of words serves well.

    One letter begins a large part of the index, so it is left out beside longer words.
    """
    longer = [word for word in words if min(map(len, word)) >= _LEAST_INDEXED]
    return query_text(dialect, domain_id, longer or words)


def having_words(dialect: str) -> Select[tuple[str]]:
    """Return the selection of a domain's orders that match a query."""
    words: BindParameter[str] = bindparam("words")
    domain_id: BindParameter[str] = bindparam("domain_id")
    if dialect == "postgresql":
        matching = order_words.c.words.bool_op("@@")(cast(words, TSQUERY))
        return select(order_words.c.order_id).where(order_words.c.domain_id == domain_id, matching)
    matching = _index.c.order_words_index.bool_op("MATCH")(words)
    return select(_index.c.order_id).where(_index.c.domain_id == domain_id, matching)


def has_words(order_id: ColumnElement[str]) -> ScalarSelect[bool]:
    """Return the condition on PostgreSQL that an order matches a query, by its own words.

    It is a scalar subquery, so that the planner reads the row by its key instead of the index.
    """
    matches = order_words.c.words.bool_op("@@")(cast(bindparam("words"), TSQUERY))
    is_of_order = [
        order_words.c.domain_id == bindparam("domain_id"),
        order_words.c.order_id == order_id,
    ]
    return select(matches).where(*is_of_order).scalar_subquery()


_index: Final = table(
    "order_words_index", *(column(name) for name in ("domain_id", "order_id", "order_words_index"))
)
"""SQLite's index of the words; the column of its own name is its query."""


def _row(order: Order) -> dict[str, str]:
    return {
        "domain_id": order.domain_id,
        "order_id": order.id,
        "words": " ".join(_stored(key_of_domain(order.domain_id), words_of_order(order))),
    }


def _stored(key: str, words: Sequence[str]) -> Iterator[str]:
    left = _MAX_BYTES
    for word in words:
        stored = key + word
        left -= len(stored.encode())
        if left < 0:
            return
        yield stored


@lru_cache(_RECENT_DOMAINS)
def key_of_domain(domain_id: str) -> str:
    """Return a key of eight letters and digits, the beginning of each of a domain's words."""
    digest = blake2s(domain_id.encode(), digest_size=_KEY_BYTES).digest()
    return b32encode(digest).decode().lower()
