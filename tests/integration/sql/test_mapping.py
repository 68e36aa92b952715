from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Dialect

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.orders.order_mapping import (
    ORDER_TABLES,
    RowsOfOrder,
    order_to_rows,
    rows_to_order,
)
from seller_orders.adapters.outbound.sql.orders.row_projections import COLUMNS
from seller_orders.adapters.outbound.sql.schema.order_tables import order_lines, orders, timeline
from seller_orders.adapters.outbound.sql.schema.search_tables import order_attributes, order_tags
from seller_orders.adapters.shared.wire.history_codec import timeline_view
from seller_orders.adapters.shared.wire.timeline_documents import EntryDocument
from seller_orders.domain.order import Order
from seller_orders.testing import sample_order, strategies
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import fresh_domain, keep, kept
from tests.contracts.stores import sqlite_store


@pytest.fixture(scope="module")
def dialect() -> Dialect:
    # The engine never connects, because it is not used.
    return open_engine("sqlite:///none.db").dialect


def through_column(column: Column[Any], value: Any, dialect: Dialect) -> Any:
    """Return a value after it was bound and fetched with the column's type."""
    type_ = column.type.dialect_impl(dialect)
    bind, fetch = type_.bind_processor(dialect), type_.result_processor(dialect, None)
    bound = bind(value) if bind else value
    return fetch(bound) if fetch else bound


def as_fetched(rows: RowsOfOrder, dialect: Dialect) -> RowsOfOrder:
    fetched = {
        table: [
            {name: through_column(table.c[name], value, dialect) for name, value in row.items()}
            for row in rows[table]
        ]
        for table in ORDER_TABLES
    }
    return fetched | {timeline: list(map(as_document, fetched[timeline]))}


def as_document(row: dict[str, Any]) -> Any:
    """Return the document that a query makes of a row of the timeline."""
    columns = COLUMNS[timeline]
    return EntryDocument(**{path: row[columns[path]] for path in timeline_view.paths.values()})


@given(order=strategies.orders())
def test_an_order_survives_its_rows(dialect: Dialect, order: Order):
    assert rows_to_order(as_fetched(order_to_rows(order), dialect)) == order


@settings(max_examples=10)
@given(order=strategies.orders())
def test_each_row_has_exactly_the_columns_of_its_table(order: Order):
    # The order has no archive time, and the database sets the times of tags and attributes.
    times = {"created_at", "updated_at"}
    others = {orders: {"archived_at"}, order_tags: times, order_attributes: times}
    for table, rows in order_to_rows(order).items():
        for row in rows:
            assert row.keys() == set(table.columns.keys()) - others.get(table, set())


@pytest.fixture(scope="module")
def filling_store() -> Iterator[WholeStore]:
    with sqlite_store() as store:
        yield store


@settings(max_examples=12)
@given(data=st.data())
def test_orders_survive_a_file(filling_store: WholeStore, data: st.DataObject):
    """Several orders at once, so that no row can be taken for another order's."""
    domain_id = fresh_domain()
    several = st.lists(
        strategies.orders(domain_ids=st.just(domain_id)),
        unique_by=(lambda order: order.id, lambda order: order.number),
        min_size=2,
        max_size=3,
    )
    added = data.draw(several)

    keep(filling_store, *added)

    assert [kept(filling_store, order.id, domain_id) for order in added] == added


def test_derived_values_are_stored_for_search():
    order = sample_order.order(
        number="So-1ß",
        fulfillments=(
            sample_order.fulfillment(pasta=2),
            sample_order.fulfillment("failed", "f2", soup=1),
        ),
        shipping=sample_order.inr(10),
        payment=sample_order.payment(
            "paid", 260, (sample_order.refund(60), sample_order.refund(9, "failed"))
        ),
    )

    (head,), lines = order_to_rows(order)[orders], order_to_rows(order)[order_lines]

    stored = {
        "fulfillment_status": "partial",
        "financial_status": "partially_refunded",
        "number_folded": "so-1ss",
        "number_reversed": "ss1-os",
        "item_count": 2,
        "subtotal": 2_505_000,
        "total": 2_600_000,
        "captured": 2_600_000,
        "refunded": 600_000,
    }
    assert {name: head[name] for name in stored} == stored
    assert [(line["line_id"], line["fulfilled"]) for line in lines] == [("pasta", 2), ("soup", 0)]
