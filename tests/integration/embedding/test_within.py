"""Merchant operations inside a host's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from returns.pipeline import is_successful
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from seller_orders import (
    CreateFulfillment,
    CreateOrder,
    DeliverMessages,
    EmbeddedUseCases,
    GetOrder,
    ItemQuantity,
    ListOrders,
    OrderStatus,
    Shipment,
    UpdateStatus,
    embed,
)
from seller_orders.application.ports.order_search import OrderFilters
from seller_orders.testing.fakes.carrier import CollectingCarrier
from tests.integration.embedding.hosts import HOSTS
from tests.support.drafts import draft

SHIPPED = OrderFilters(statuses=frozenset({OrderStatus.SHIPPED}))


@pytest.fixture
def carrier() -> CollectingCarrier:
    return CollectingCarrier()


@pytest.fixture
def orders(host: Engine, carrier: CollectingCarrier) -> Iterator[EmbeddedUseCases]:
    """All use cases on the host's engine, with an order and a table of the host.

    The table is dropped afterwards, because other tests reuse the PostgreSQL database.
    """
    change_tables(host, "CREATE TABLE ledger (entry TEXT PRIMARY KEY)")
    embedded = embed(host, carriers={"swift": carrier})
    embedded.create_order(
        CreateOrder(domain_id="dom_1", by="erp", draft=draft(order_id="ord_1"))
    ).unwrap()
    yield embedded
    change_tables(host, "DROP TABLE ledger")


def change_tables(host: Engine, statement: str) -> None:
    with in_transaction(host) as connection:
        connection.execute(text(statement))
        connection.commit()


@contextmanager
def in_transaction(host: Engine) -> Iterator[Connection]:
    """Provide a connection of the host with transactions, also in autocommit mode."""
    with host.connect() as connection:
        if host.dialect.name == "postgresql":
            connection.execution_options(isolation_level="READ COMMITTED")
        # The host's own tables have no domains.
        yield connection.execution_options(unheard=True)


def write(connection: Connection, entry: str) -> None:
    connection.execute(text("INSERT INTO ledger VALUES (:entry)"), {"entry": entry})


def ledger(host: Engine) -> list[str]:
    with in_transaction(host) as connection:
        return list(connection.scalars(text("SELECT entry FROM ledger ORDER BY entry")))


def move(status: OrderStatus, order_id: str = "ord_1") -> UpdateStatus:
    return UpdateStatus(domain_id="dom_1", order_id=order_id, by="erp", status=status)


def status(orders: EmbeddedUseCases) -> OrderStatus:
    (row,) = orders.list_orders(ListOrders(domain_id="dom_1")).found.orders
    return OrderStatus(row["status"])


def test_changes_are_committed_with_the_host_transaction(host: Engine, orders: EmbeddedUseCases):
    with in_transaction(host) as connection:
        write(connection, "before")
        moved = orders.within(connection).update_status(move(OrderStatus.SHIPPED))
        write(connection, "after")
        connection.commit()

    assert is_successful(moved)
    assert status(orders) is OrderStatus.SHIPPED
    assert ledger(host) == ["after", "before"]


def test_changes_are_rolled_back_with_the_host_transaction(host: Engine, orders: EmbeddedUseCases):
    before = status(orders)

    with in_transaction(host) as connection:
        write(connection, "before")
        moved = orders.within(connection).update_status(move(OrderStatus.SHIPPED))
        connection.rollback()

    assert is_successful(moved)
    assert status(orders) is before
    assert ledger(host) == []


def test_a_refusal_keeps_the_hosts_changes(host: Engine, orders: EmbeddedUseCases):
    with in_transaction(host) as connection:
        write(connection, "before")
        refused = orders.within(connection).update_status(move(OrderStatus.SHIPPED, "ord_2"))
        write(connection, "after")
        connection.commit()

    assert refused.failure().code == "order_not_found"
    assert ledger(host) == ["after", "before"]


def test_uncommitted_changes_are_read_within(host: Engine, orders: EmbeddedUseCases):
    with in_transaction(host) as connection:
        inside = orders.within(connection)
        inside.update_status(move(OrderStatus.SHIPPED)).unwrap()
        listed = inside.list_orders(ListOrders(domain_id="dom_1", filters=SHIPPED))
        detail = inside.get_order(GetOrder("dom_1", "ord_1")).unwrap()

    assert [row["order_id"] for row in listed.found.orders] == ["ord_1"]
    assert detail.version == 2


def test_a_carrier_is_called_after_the_commit(
    host: Engine, orders: EmbeddedUseCases, carrier: CollectingCarrier
):
    shipment = Shipment(items=(ItemQuantity("pasta", 1),), provider_id="swift")
    with in_transaction(host) as connection:
        orders.within(connection).create_fulfillment(
            CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=shipment)
        ).unwrap()
        asked_inside = list(carrier.bookings)
        connection.commit()

    orders.deliver_messages(DeliverMessages())

    assert asked_inside == []
    assert len(carrier.bookings) == 1


def test_the_domain_setting_does_not_outlive_the_call(tmp_path: Path):
    said = text("SELECT current_setting('seller_orders.domain_id', true)")
    with HOSTS["postgresql"](tmp_path) as host, in_transaction(host) as connection:
        embed(host).within(connection).list_orders(ListOrders(domain_id="dom_1"))

        assert connection.scalar(said) == ""


def test_the_hosts_errors_are_not_translated(host: Engine, orders: EmbeddedUseCases):
    with in_transaction(host) as connection:
        orders.within(connection).update_status(move(OrderStatus.SHIPPED)).unwrap()
        write(connection, "twice")
        with pytest.raises(IntegrityError):
            write(connection, "twice")


def test_the_hosts_connections_keep_their_isolation_level(host: Engine, orders: EmbeddedUseCases):
    with host.connect() as connection:
        before = connection.get_isolation_level()

    orders.update_status(move(OrderStatus.SHIPPED)).unwrap()

    with host.connect() as connection:
        assert connection.get_isolation_level() == before


def test_a_connection_without_transactions_is_refused(tmp_path: Path):
    with HOSTS["postgresql in autocommit"](tmp_path) as host, host.connect() as connection:
        inside = embed(host).within(connection)
        with pytest.raises(ValueError, match="autocommit mode"):
            inside.update_status(move(OrderStatus.SHIPPED))
