"""Insertions of several rows, whose values are in the order of the statement's parameters."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.connection.parameter_binding import OrderedValues, bind
from seller_orders.adapters.outbound.sql.schema.column_types import UtcDateTime
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.testing.sample_order import LATER

TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_values_are_in_the_order_of_parameters(table: Table):
    """Rows have their columns in another order than the table, as rows of orders do."""
    numbers = count()

    def value(name: str) -> Any:
        if name == "domain_id":
            return "dom_1"
        is_time = isinstance(table.c[name].type, UtcDateTime)
        return LATER + timedelta(next(numbers)) if is_time else next(numbers)

    names = [column.name for column in reversed(list(table.c))]
    rows = [{name: value(name) for name in names} for _ in range(23)]
    sizes = []
    for statement, values in inserting("postgresql", table, rows):
        assert isinstance(values, OrderedValues)
        assert list(bind(statement, values)) == list(bind(statement, values.by_name()))
        sizes.append((len(values.values) - 1) // (len(names) - 1))

    assert sizes == [16, 4, 1, 1, 1]
