from typing import Any, Final

from attrs import evolve, fields
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seller_orders.adapters.outbound.sql.orders.changed_rows import (
    changed_columns,
    changed_fields,
    changed_tables,
    rows_of_change,
)
from seller_orders.adapters.outbound.sql.orders.order_mapping import ORDER_TABLES, order_to_rows
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.domain.order import Order
from seller_orders.testing import strategies

KEPT: Final = {"domain_id", "id", "currency"}
"""Fields that no change of an order alters."""


@st.composite
def changes(draw: st.DrawFn) -> tuple[Order, Order]:
    """Two states of an order; the second has some fields of another order."""
    before = draw(strategies.orders())
    other = evolve(draw(strategies.orders()), domain_id=before.domain_id, id=before.id)
    names = sorted({field.name for field in fields(Order)} - KEPT)
    moved = draw(st.sets(st.sampled_from(names), min_size=1, max_size=4))
    given_back = draw(st.booleans())
    try:
        if given_back:
            # All but some fields, so that those which depend on each other change together.
            kept = {name: getattr(before, name) for name in moved}
            return before, evolve(other, currency=before.currency, **kept)
        return before, evolve(before, **{name: getattr(other, name) for name in moved})
    except ValueError:
        # The fields of two orders may break an invariant.
        assume(False)
        raise


def full_rows(before: Order, after: Order) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        (old,), (new,) = (order_to_rows(order)[orders] for order in (before, after))
    except ValueError:
        # Amounts of two currencies have no sum.
        assume(False)
        raise
    return old, new


@settings(max_examples=60)
@given(change=changes())
def test_a_change_writes_every_column_that_differs(change: tuple[Order, Order]):
    before, after = change
    old, new = full_rows(before, after)

    columns = changed_columns(changed_fields([change]))

    differing = {name for name in new if new[name] != old[name]}
    assert differing <= columns
    found_before, found_after = rows_of_change(before, after, (), columns)
    assert found_before[orders] == [{name: old[name] for name in old if name in columns}]
    assert found_after[orders] == [{name: new[name] for name in new if name in columns}]


@settings(max_examples=40)
@given(change=changes())
def test_a_change_has_every_row_of_a_part_that_differs(change: tuple[Order, Order]):
    before, after = change
    full_rows(before, after)
    old, new = order_to_rows(before), order_to_rows(after)
    tables = changed_tables(changed_fields([change]))

    found_old, found_new = rows_of_change(before, after, tables, ["order_id"])

    for table in set(ORDER_TABLES) - {orders}:
        gone = [row for row in old[table] if row not in new[table]]
        come = [row for row in new[table] if row not in old[table]]
        assert all(row in found_old.get(table, ()) for row in gone)
        assert all(row in found_new.get(table, ()) for row in come)
