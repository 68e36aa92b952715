"""Numbers of statements, which do not grow with orders, lines or matches."""

from collections.abc import Callable
from typing import Any

import pytest
from returns.pipeline import is_successful
from sqlalchemy import Engine

from seller_orders import embed
from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.commands.bulk_actions import (
    AddTags,
    BulkAction,
    CancelRemainingItems,
    FulfillRemaining,
    PlaceHold,
    ReleaseHolds,
    RemoveTags,
    SetAssignee,
    SetStatus,
)
from seller_orders.application.commands.bulk_update import BulkUpdate, BulkUpdateHandler
from seller_orders.application.commands.deliver_messages import (
    DeliverMessages,
    DeliverMessagesHandler,
)
from seller_orders.application.notification_channels import standard_channel
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.hold import END_OF_TIME, Hold, HoldReason
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.delivery import CollectingDelivery
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    line,
    payment,
    refund,
    with_units_cancelled,
)
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, message, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements

CHANNELS = (standard_channel(Channel.LOG, LogNotificationSender()),)
SIZES = [1, 10, 300]


def counts(engine: Engine, *operations: Callable[[], Any]) -> list[int]:
    """The number of statements of each operation."""
    found = []
    for operation in operations:
        with statements(engine) as seen:
            operation()
        found.append(len(seen))
    return found


def assert_constant(found: list[int]) -> None:
    assert found == [found[0]] * len(found)
    assert 1 <= found[0] <= 20


@pytest.mark.parametrize(
    "action",
    [
        SetStatus(status=OrderStatus.PROCESSING, note="go", notify_customers=True),
        SetStatus(status=OrderStatus.CANCELLED),
        AddTags(("new", "newer")),
        RemoveTags(("old",)),
        FulfillRemaining(notify_customers=True),
        CancelRemainingItems(
            reason=CancelReason.OUT_OF_STOCK, refund=True, restock=True, notify_customers=True
        ),
        PlaceHold(reason=HoldReason.FRAUD_RISK, handle="risk"),
        ReleaseHolds(handle="old"),
        SetAssignee("usr_7"),
    ],
    ids=lambda action: f"{type(action).__name__} {getattr(action, 'status', '')}",
)
def test_a_bulk_update_takes_constant_statements(
    engine: Engine, store: WholeStore, action: BulkAction
):
    ids = CountingIds()
    clock = SettableClock()
    handler = BulkUpdateHandler(
        begin=units_of_work(engine, clock, WakeCounter(), posts_restocks=True),
        cache=NoOrderCache(),
        changes=ChangeFactory(clock=clock, ids=ids, channels=CHANNELS),
        ids=ids,
        settings=InstallationSettings(),
        relay=WakeCounter(),
    )

    def bulk_of(size: int) -> Callable[[], None]:
        order_ids = tuple(f"of-{size}-{n}" for n in range(size))
        sent = fulfillment(id="sent", pasta=1)
        old = Hold(
            id="hld_1", reason=HoldReason.OTHER, items=("soup",), handle="old", created_at=CREATED
        )
        is_held = isinstance(action, ReleaseHolds)
        holds = (old,) * is_held
        keep(
            store,
            *(order(id, tags=("old",), fulfillments=(sent,), holds=holds) for id in order_ids),
        )

        def update() -> None:
            command = BulkUpdate(domain_id="dom_1", order_ids=order_ids, by="key:1", action=action)
            report = handler(command)
            assert is_successful(report)
            assert report.unwrap().updated == order_ids
            assert kept(store, order_ids[-1]).version > 1

        return update

    assert_constant(counts(engine, *map(bulk_of, SIZES)))


def test_bulk_cancellation_of_units_takes_constant_statements(engine: Engine, store: WholeStore):
    """Both lines of each order change, and each has a restock and a refund."""

    def bulk_of(size: int) -> Callable[[], None]:
        order_ids = [f"of-{size}-{n}" for n in range(size)]
        lines = (line("pasta", 2), line("soup", 2, "25"))
        keep(store, *(order(id, lines=lines) for id in order_ids))

        def save() -> None:
            with store.begin("dom_1") as tx:
                found = tx.orders.get_many("dom_1", order_ids).values()
                changed = [with_units_cancelled(o, restock=True, pasta=1, soup=1) for o in found]
                tx.orders.save(*changed)
                tx.commit()
            assert kept(store, changed[-1].id) == changed[-1]

        return save

    assert_constant(counts(engine, *map(bulk_of, SIZES)))


def test_a_detail_takes_constant_statements(engine: Engine, store: WholeStore):
    ids = [f"p{n}" for n in range(50)]
    rich = order(
        "rich",
        lines=tuple(line(id, 2, "100") for id in ids),
        fulfillments=tuple(fulfillment("pending", id=f"f-{id}", **{id: 1}) for id in ids),
        payment=payment("paid", 250, tuple(refund(1, id=f"r-{id}") for id in ids)),
        tags=tuple(ids),
    )
    keep(store, order("poor"), rich)

    found = counts(
        engine,
        lambda: store.reader.detail("dom_1", "poor"),
        lambda: store.reader.detail("dom_1", "rich"),
    )

    assert_constant(found)


def test_a_page_takes_constant_statements(engine: Engine, store: WholeStore):
    keep(store, *(order(f"ord_{n}", tags=("vip", str(n))) for n in range(120)))
    found = store.search.page("dom_1", OrderFilters(), Sort(), 0, 1)[0]
    place = found.next
    assert place is not None

    pages = counts(
        engine,
        *(
            lambda limit=limit: store.search.page(
                "dom_1", OrderFilters(tag="vip"), Sort(), 0, limit
            )
            for limit in (1, 10, 100)
        ),
    )
    keyset_pages = counts(
        engine,
        *(
            lambda limit=limit: store.search.after("dom_1", OrderFilters(), Sort(), place, limit)
            for limit in (1, 10, 100)
        ),
    )

    assert_constant(pages)
    assert_constant(keyset_pages)


def test_an_import_takes_constant_statements(engine: Engine, store: WholeStore):
    def add(size: int) -> Callable[[], None]:
        batch = [order(f"of-{size}-{n}", fulfillments=(fulfillment(),)) for n in range(size)]
        ids = [each.id for each in batch]

        def in_one() -> None:
            with store.begin("dom_1") as tx:
                assert not tx.orders.taken("dom_1", ids, ids).order_ids
                tx.orders.add(*batch)
                tx.commit()

        return in_one

    assert_constant(counts(engine, *map(add, SIZES)))


@pytest.mark.parametrize("error", [None, DeliveryError("refused"), DeferDeliveryError("not now")])
def test_delivery_of_a_batch_takes_constant_statements(
    engine: Engine, store: WholeStore, error: Exception | None
):
    sender = CollectingDelivery()
    deliver = DeliverMessagesHandler(
        queue=store.queue,
        deliver={Channel.LOG: sender.send},
        clock=SettableClock(message().created_at),
        jitter=lambda: 1.0,
    )

    def deliver_some(count: int, first: int) -> None:
        added = [message(f"evt_{n}", order_id=f"ord_{n}") for n in range(first, first + count)]
        if error is not None:
            sender.fails_on = {each.message_id: error for each in added}
        with store.begin("dom_1") as tx:
            tx.outbox.add(added)
            tx.commit()
        deliver(DeliverMessages())

    found = counts(engine, lambda: deliver_some(1, 0), lambda: deliver_some(90, 1))

    assert_constant(found)
    assert len(sender.sent) == (91 if error is None else 0)


def test_reaping_takes_constant_statements_while_nothing_is_due(either_engine: Engine):
    store, reap = sql_store(either_engine), embed(either_engine).reap
    hold = Hold(id="hld_1", reason=HoldReason.OTHER, until=END_OF_TIME, created_at=CREATED)

    def of_more_domains(first: int, last: int) -> int:
        for number in range(first, last):
            keep(store, order("ord_1", f"dom_{number}", holds=(hold,), ship_by=END_OF_TIME))
        (found,) = counts(either_engine, reap)
        return found

    # The first reaping sets up a connection.
    reap()
    found = [of_more_domains(0, 1), of_more_domains(1, 10), of_more_domains(10, 40)]
    assert found == [found[0]] * 3
