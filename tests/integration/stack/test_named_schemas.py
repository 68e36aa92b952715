"""Two installations and a host's own tables in one PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
from sqlalchemy import Engine, create_engine, text

from seller_orders import (
    CreateOrder,
    GetOrder,
    ListOrders,
    OrderStatus,
    UpdateStatus,
    embed,
    migrate,
)
from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.notify_listener import listen
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store_steps import message
from tests.contracts.stores import sql_store
from tests.integration.embedding.hosts import on_postgresql
from tests.integration.webhook.installations import webhook_settings
from tests.integration.webhook.receiver import receiving
from tests.support.drafts import draft
from tests.support.order_requests import create_order, get_order, set_status
from tests.support.server_process import run, serving
from tests.support.servers import as_administrator, bare_database
from tests.support.waiting import WITHIN_S

# Names of a table and of a keyword, which SQL text has to qualify and to quote.
ONE: Final = "orders"
OTHER: Final = "order"
CREATE: Final = CreateOrder(domain_id="dom_1", by="erp", draft=draft(order_id="ord_1"))
SHIP: Final = UpdateStatus(
    domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
)
OBJECTS: Final = text("""
    SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT 'type ' || typname FROM pg_type WHERE typnamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT 'policy ' || policyname FROM pg_policies WHERE schemaname = :schema
""")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database with two installations beside a host's own table ``orders``."""
    with bare_database() as database:
        for host in on_postgresql(database):
            with host.begin() as connection:
                connection.execute(text("CREATE TABLE orders (domain_id int)"))
        migrated = run(database, "migrate", settings={"SCHEMA": ONE})
        assert migrated.returncode == 0, migrated.stderr.decode()
        migrate(database, schema=OTHER)
        yield database


@pytest.fixture
def host(url: str) -> Iterator[Engine]:
    """The host's engine."""
    yield from on_postgresql(url)


@contextmanager
def opened(url: str, schema: str | None) -> Iterator[Engine]:
    engine = open_engine(url, schema=schema)
    try:
        yield engine
    finally:
        engine.dispose()


def objects(engine: Engine, schema: str) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(OBJECTS, {"schema": schema}))


def test_everything_is_in_the_schemas(host: Engine):
    in_one, in_other = (objects(host, schema) for schema in (ONE, OTHER))

    assert objects(host, "public") == {"relation orders", "type orders", "type _orders"}
    assert in_one == in_other
    assert in_one > {f"relation {table}" for table in (*metadata.tables, "alembic_version")}
    assert any(each.startswith("function ") for each in in_one)


def test_a_server_and_an_embedder_share_a_database(url: str, host: Engine, tmp_path: Path):
    with receiving() as receiver:
        settings: dict[str, Any] = webhook_settings(receiver)
        with serving(tmp_path, url, SCHEMA=ONE, **settings) as server:
            client = server.client(domain_id="dom_1")
            made = create_order(client, order_id="ord_1")
            embedded = embed(host, schema=OTHER)
            embedded.create_order(CREATE).unwrap()
            embedded.update_status(SHIP).unwrap()
            set_status(client, made, "confirmed")

            assert get_order(client, made)["status"] == "confirmed"
            assert client.get("/orders?status=confirmed").json["pagination"]["total"] == 1
            assert embedded.get_order(GetOrder("dom_1", "ord_1")).unwrap().version == 2
            assert embedded.list_orders(ListOrders(domain_id="dom_1")).total == 1
            receiver.wait_for_number(2)

    assert [each.event["type"] for each in receiver.of(made)] == [
        "order.created",
        "order.status_changed",
    ]


def test_a_host_transaction_keeps_its_search_path(host: Engine):
    orders = embed(host, schema=ONE)
    others = embed(host, schema=OTHER)
    create = CreateOrder(domain_id="dom_2", by="erp", draft=draft(order_id="ord_2"))

    with host.begin() as connection:
        before = connection.execute(text("SHOW search_path")).scalar_one()
        orders.within(connection).create_order(create).unwrap()
        connection.execute(text("INSERT INTO orders (domain_id) VALUES (1)"))
        others.within(connection).create_order(create).unwrap()
        mine = connection.execute(
            text("SELECT 1 FROM orders WHERE domain_id = :id"), {"id": 1}
        ).scalar_one()
        after = connection.execute(text("SHOW search_path")).scalar_one()
        options = connection.get_execution_options()

    assert (before, mine) == (after, 1)
    assert not options["schema_translate_map"]
    for each in (orders, others):
        assert each.list_orders(ListOrders(domain_id="dom_2")).total == 1


def test_installations_do_not_share_locks(url: str):
    with opened(url, ONE) as one, opened(url, OTHER) as other:
        here, there = sql_store(one), sql_store(other)
        with here.begin("dom_3") as tx, there.begin("dom_3") as same:
            assert tx.idempotency.claim("dom_3", "key") is None
            assert tx.orders.next_number("dom_3", OrderNumbering()) == "1001"

            assert same.idempotency.claim("dom_3", "key") is None
            assert same.orders.next_number("dom_3", OrderNumbering()) == "1001"


def test_an_installation_can_migrate_while_another_does(url: str):
    with opened(url, ONE) as one, opened(url, OTHER) as other:
        with (
            transaction(one, writes=True) as connection,
            migration_runner.migration_lock(connection),
        ):
            migration_runner.migrate(other)
            with pytest.raises(StoreUnavailableError, match="another migration is running"):
                migration_runner.migrate(one)
        assert schema_version.is_current(other)


def test_a_commit_notifies_its_own_installation_only(url: str):
    heard: list[set[str]] = []
    deadline = monotonic() + WITHIN_S
    with opened(url, ONE) as one, opened(url, OTHER) as other:

        def wake(channels: object) -> None:
            heard.append(set(channels))  # type: ignore[call-overload]  # an iterable of names
            if len(heard) == 1:
                post(sql_store(other), message("other", "dom_4", channel="sms"))
                post(sql_store(one), message("own", "dom_4", channel="log"))

        listen(one, wake, lambda: len(heard) > 1 or monotonic() > deadline)

    assert heard[1:] == [{"log"}]


@pytest.mark.parametrize(
    ("revoked", "hint"),
    [
        ("CREATE ON DATABASE {database}", 'CREATE SCHEMA "fresh" AUTHORIZATION'),
        ("CREATE ON SCHEMA public", 'GRANT USAGE, CREATE ON SCHEMA "public"'),
    ],
)
def test_a_missing_privilege_is_named_with_its_statement(revoked: str, hint: str):
    with bare_database() as url, opened(url, None) as engine:
        administrator = create_engine(as_administrator(url).replace("://", "+psycopg://", 1))
        with administrator.begin() as connection:
            role, database = engine.url.username, engine.url.database
            what = revoked.format(database=database)
            connection.execute(text(f"REVOKE {what} FROM {role}, PUBLIC"))
            connection.execute(text("ALTER SCHEMA public OWNER TO CURRENT_USER"))
        administrator.dispose()

        with pytest.raises(StoreUnavailableError) as refused:
            migrate(url, schema="fresh" if "fresh" in hint else "public")

    assert f'{hint} "{role}"' in str(refused.value) or f'{hint} TO "{role}"' in str(refused.value)


@pytest.mark.parametrize("name", ["", "Orders", "1st", "pg_orders", 'x"; DROP', "a" * 64])
def test_a_bad_schema_name_is_refused(name: str):
    for refusing in (embed, migrate):
        with pytest.raises(ValueError, match="must be the name of a schema"):
            refusing("postgresql://localhost/none", schema=name)


def test_sqlite_has_no_schemas(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    for refusing in (embed, migrate):
        with pytest.raises(ValueError, match="needs PostgreSQL"):
            refusing(url, schema=ONE)
