"""Row-level security: a transaction sees and writes its domain's rows only."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, Table, insert, select, text, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.domains.domain_usage import SqlDomainUsage
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.application.ports.unit_of_work import StoreRefusedError
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store_steps import keep, message, order
from tests.contracts.stores import postgresql_engine, sql_store
from tests.integration.sql.counting import statements
from tests.integration.sql.explaining import plans
from tests.integration.sql.many_orders import MODEL, insert_copies

DOMAINS_TABLES = [table for table in metadata.tables.values() if "domain_id" in table.columns]

FENCES = text("""
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           (SELECT array_agg(polname::text) FROM pg_policy WHERE polrelid = c.oid)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND a.attname = 'domain_id'
""")
MANY = insert_copies(
    order_id="'ord_' || n",
    order_number="'N' || n",
    number_folded="'n' || n",
    number_reversed="reverse('n' || n)",
    created_at="model.created_at + n * interval '1 second'",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A database where two domains have an order and a message with equal ids."""
    with postgresql_engine() as migrated:
        store = sql_store(migrated)
        for domain_id in ("dom_a", "dom_b"):
            keep(store, order("ord_1", domain_id))
            post(store, message("evt_1", domain_id))
        yield migrated.execution_options(unheard=True)


def test_the_test_role_cannot_bypass_rls(engine: Engine):
    with transaction(engine) as connection:
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()

    assert tuple(role) == (False, False)


def test_every_tenant_table_forces_rls(engine: Engine):
    with transaction(engine) as connection:
        fences = {
            name: (is_forced, policies) for name, is_forced, policies in connection.execute(FENCES)
        }

    assert fences.keys() == {table.name for table in DOMAINS_TABLES}
    across = {scope.table for scope in TenantScope}
    for name, (is_forced, policies) in fences.items():
        assert is_forced
        more = {"across_domains"} if name in across else set()
        # A restrictive policy, which hides rows of the domain only.
        more |= {"word_search"} if name == "order_words" else set()
        assert set(policies) == {"tenant_fence"} | more


@pytest.mark.parametrize("table", [orders, outbox], ids=str)
def test_without_a_domain_no_rows_are_visible(engine: Engine, table: Table):
    with transaction(engine) as connection:
        assert connection.execute(select(table)).all() == []


@pytest.mark.parametrize("table", [orders, outbox], ids=str)
def test_an_unrestricted_select_sees_one_domain(engine: Engine, table: Table):
    with transaction(engine, tenant="dom_a") as connection:
        assert connection.scalars(select(table.c.domain_id)).all() == ["dom_a"]


def test_an_unrestricted_update_changes_one_domain(engine: Engine):
    with transaction(engine, tenant="dom_a", writes=True) as connection:
        changed = connection.execute(update(orders).values(note="mine")).rowcount
        connection.commit()
    with transaction(engine, tenant="dom_b") as connection:
        theirs = connection.scalars(select(orders.c.note)).one()

    assert (changed, theirs) == (1, None)


@pytest.mark.parametrize("declared", ["dom_a", None, TenantScope.OUTBOX_DUE], ids=str)
def test_inserting_a_row_of_another_domain_is_rejected(
    engine: Engine, declared: str | TenantScope | None
):
    with transaction(engine, tenant="dom_b") as connection:
        row = dict(connection.execute(select(orders)).one()._mapping)

    stolen = row | {"order_id": "ord_2", "order_number": "2"}
    with (
        transaction(engine, tenant=declared, writes=True) as connection,
        pytest.raises(StoreRefusedError, match="InsufficientPrivilege 42501"),
    ):
        connection.execute(insert(orders), stolen)


def test_moving_a_row_to_another_domain_is_rejected(engine: Engine):
    with (
        transaction(engine, tenant="dom_a", writes=True) as connection,
        pytest.raises(StoreRefusedError, match="InsufficientPrivilege 42501"),
    ):
        connection.execute(update(outbox).values(domain_id="dom_b"))


def test_a_scope_opens_its_own_table_only(engine: Engine):
    with transaction(engine, tenant=TenantScope.OUTBOX_DUE) as connection:
        messages = connection.scalars(select(outbox.c.domain_id)).all()
        seen_orders = connection.execute(select(orders)).all()

    assert sorted(messages) == ["dom_a", "dom_b"]
    assert seen_orders == []


def test_the_scope_ends_with_its_transaction(engine: Engine):
    with transaction(engine, tenant="dom_a", writes=True) as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.commit()
    with transaction(engine) as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() == pid
        assert connection.execute(select(orders)).all() == []


@pytest.mark.parametrize("domain_id", ["o'dom", "a; DROP TABLE orders", "\\", "ünïcode", ""])
def test_any_domain_name_can_be_set(engine: Engine, domain_id: str):
    declared = text("SELECT current_setting('seller_orders.domain_id')")

    with transaction(engine, tenant=domain_id) as connection:
        assert connection.execute(declared).scalar_one() == domain_id


@pytest.fixture(scope="module")
def full() -> Iterator[Engine]:
    """A database with 30,000 orders of three domains."""
    with postgresql_engine() as migrated:
        for domain_id in ("dom_0", "dom_1", "dom_2"):
            keep(sql_store(migrated), order(MODEL, domain_id))
            unheard = migrated.execution_options(unheard=True)
            with transaction(unheard, tenant=domain_id, writes=True) as connection:
                connection.execute(MANY, {"domain_id": domain_id, "size": 10_000})
                connection.commit()
        with migrated.begin() as connection:
            connection.exec_driver_sql("ANALYZE orders")
        yield migrated


LAST = {
    SortKey.CREATED_AT: Position(datetime(2099, 1, 1, tzinfo=UTC), "ord_1"),
    SortKey.TOTAL: Position(10**12, "ord_1"),
}


@pytest.mark.parametrize(
    ("filters", "sort", "indexes"),
    [
        (OrderFilters(), Sort(), ["ix_orders_listed_created_at"]),
        (OrderFilters(), Sort(SortKey.TOTAL), ["ix_orders_listed_total"]),
        (
            OrderFilters(customer_id="cus_x"),
            Sort(),
            ["ix_orders_listed_customer_id_created_at"],
        ),
        (
            OrderFilters(number_begins_or_ends_with="2999"),
            Sort(),
            ["ix_orders_listed_number_folded", "ix_orders_listed_number_reversed"],
        ),
    ],
    ids=["newest first", "by total", "a customer's", "by number"],
)
def test_rls_does_not_prevent_index_use(
    full: Engine, filters: OrderFilters, sort: Sort, indexes: list[str]
):
    with statements(full) as executed:
        # Not the first page: its count may scan a table of which the domain has a third.
        sql_store(full).search.after("dom_1", filters, sort, LAST[sort.key], 20)

    page = plans(full, executed)[-1]
    assert "current_setting" in page, "the policy is not in the plan"
    assert "Seq Scan on orders" not in page
    assert all(index in page for index in indexes)


def test_usage_is_counted_from_indexes(full: Engine):
    with statements(full) as executed:
        [usage] = SqlDomainUsage(full).of_months("dom_1", [date(2026, 1, 1)])

    counts = plans(
        full, [each for each in executed if "count(" in each[0] and "FROM orders" in each[0]]
    )
    assert usage.orders == 0
    assert "ix_orders_listed_created_at" in counts[0]
    assert "ix_orders_archived_created_at" in counts[1]
    assert not any("Seq Scan" in plan for plan in counts)
