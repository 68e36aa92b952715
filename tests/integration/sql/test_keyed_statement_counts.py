"""Round trips of idempotency keys: one look-up and one record."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate, BulkUpdateHandler
from seller_orders.application.commands.update_status import UpdateStatus, UpdateStatusHandler
from seller_orders.application.idempotency import AlreadyHandledError, IdempotencyKey
from seller_orders.application.notification_channels import standard_channel
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.sample_order import outcome_of
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements

# A status change reads the order with its parts, and writes the order, a timeline entry and an
# event. PostgreSQL gets two batches: lock and read; order, entry, messages and COMMIT. With a key
# it gets the claim before, and the response after the messages: COMMIT alone is not counted.
# SQLite counts the event in a statement of its own.
STATUS_CHANGE = {"sqlite": 5, "postgresql": 2}
KEYED = {"sqlite": 2, "postgresql": 1}
NOTIFICATION = {"sqlite": 1, "postgresql": 0}

CHANNELS = (standard_channel(Channel.LOG, LogNotificationSender()),)


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def idempotency_key(key: str = "key") -> IdempotencyKey:
    return IdempotencyKey(key, "sent", lambda outcome: outcome_of(outcome).encode())


def common(store: WholeStore) -> dict[str, Any]:
    changes = ChangeFactory(clock=SettableClock(), ids=Uuid7Generator(), channels=CHANNELS)
    return {
        "begin": store.begin,
        "cache": NoOrderCache(),
        "changes": changes,
        "settings": InstallationSettings(),
    }


def executed(engine: Engine, operation: Callable[[], object]) -> int:
    """The number of round trips, without those that only begin a transaction."""
    with statements(engine) as seen:
        operation()
    return len([each for each, _ in seen if not each.startswith("BEGIN")])


def set_status(store: WholeStore, status: OrderStatus, **fields: Any) -> str:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    command = UpdateStatus(**usual | {"status": status} | fields)
    return outcome_of(UpdateStatusHandler(**common(store))(command))


def test_a_status_change_takes_few_round_trips(either_engine: Engine, store: WholeStore):
    keep(store, order())
    first, second = OrderStatus.PROCESSING, OrderStatus.SHIPPED

    plain = executed(either_engine, lambda: set_status(store, first))
    keyed = executed(
        either_engine, lambda: set_status(store, second, idempotency_key=idempotency_key())
    )

    few = STATUS_CHANGE[either_engine.dialect.name]
    assert (plain, keyed) == (few, few + KEYED[either_engine.dialect.name])


def test_a_notification_takes_at_most_one_more(either_engine: Engine, store: WholeStore):
    keep(store, order())

    found = executed(
        either_engine,
        lambda: set_status(
            store, OrderStatus.SHIPPED, notify_customer=True, idempotency_key=idempotency_key()
        ),
    )

    engine = either_engine.dialect.name
    assert found == STATUS_CHANGE[engine] + KEYED[engine] + NOTIFICATION[engine]


def test_a_replay_takes_one(either_engine: Engine, store: WholeStore):
    keep(store, order())
    set_status(store, OrderStatus.SHIPPED, idempotency_key=idempotency_key())

    def replay() -> None:
        with pytest.raises(AlreadyHandledError):
            set_status(store, OrderStatus.SHIPPED, idempotency_key=idempotency_key())

    assert executed(either_engine, replay) == 1


def test_a_stored_refusal_takes_three_more(either_engine: Engine, store: WholeStore):
    """The key is looked up, looked up again after the rollback, and then recorded."""
    refused = {"order_id": "missing"}

    plain = executed(either_engine, lambda: set_status(store, OrderStatus.SHIPPED, **refused))
    keyed = executed(
        either_engine,
        lambda: set_status(
            store, OrderStatus.SHIPPED, idempotency_key=idempotency_key(), **refused
        ),
    )

    assert (plain, keyed) == (1, 4)


def test_bulk_with_a_key_takes_constant_round_trips(either_engine: Engine, store: WholeStore):
    action = SetStatus(status=OrderStatus.SHIPPED, notify_customers=True)

    def bulk_of(size: int, key: IdempotencyKey | None) -> int:
        order_ids = tuple(f"{'keyed' if key else 'plain'}-{size}-{n}" for n in range(size))
        keep(store, *map(order, order_ids))
        handler = BulkUpdateHandler(**common(store), ids=Uuid7Generator(), relay=WakeCounter())
        command = BulkUpdate(
            domain_id="dom_1", order_ids=order_ids, by="key:1", action=action, idempotency_key=key
        )
        found = executed(either_engine, lambda: handler(command).unwrap())
        assert store.reader.order("dom_1", order_ids[-1]).unwrap().status == "shipped"
        return found

    # A single order takes less.
    plain = [bulk_of(size, None) for size in (2, 300)]
    keyed = [bulk_of(size, idempotency_key(str(size))) for size in (2, 10, 300)]

    assert plain == [plain[0]] * 2
    assert keyed == [plain[0] + KEYED[either_engine.dialect.name]] * 3
