"""Executed plans of pages on PostgreSQL."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.full_text_index import index_query
from seller_orders.application.order_words import words_of_query
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.integration.sql.explaining import explained_batch

PAGE: Final = 20


def executed_plan(
    engine: Engine, filters: OrderFilters, sort: Sort, position: Position
) -> dict[str, Any]:
    """Return PostgreSQL's executed plan of the page after a position."""
    search = sql_store(engine).search
    wanted = words_of_query(filters.words or "")
    words = index_query("postgresql", "dom_1", wanted) if wanted else None
    search.after("dom_1", filters, sort, position, PAGE)
    with statements(engine) as executed:
        search.after("dom_1", filters, sort, position, PAGE)
    ((_, batch),) = executed
    unheard = engine.execution_options(unheard=True)
    with transaction(unheard, tenant="dom_1", words=words) as connection:
        ((whole,),) = explained_batch(connection, batch, "EXPLAIN (ANALYZE, FORMAT JSON)")
    root: dict[str, Any] = whole[0]["Plan"]
    return root


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a plan that were executed."""
    if node["Actual Loops"]:
        yield node
    for each in node.get("Plans", ()):
        yield from nodes(each)
