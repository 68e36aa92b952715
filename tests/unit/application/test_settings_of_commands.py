"""Commands read the settings of their domain once, and apply one version throughout."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from attrs import define, evolve, field

from seller_orders.application.commands.archive_order import ArchiveOrder, ArchiveOrderHandler
from seller_orders.application.commands.bulk_actions import CancelRemainingItems, SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_return import CreateReturn
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.queries.list_order_actions import OrderActions
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.return_rules import ReturnCondition, ReturnRules
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import FORWARD, OPEN
from seller_orders.testing.fakes.order_archive import MemoryOrderArchive
from seller_orders.testing.sample_order import (
    cancellation_request,
    fulfillment,
    item_cancellation,
    order,
    outcome_of,
)
from tests.support.drafts import draft
from tests.support.sample_returns import came_back, returned, to_return
from tests.support.use_case_world import World

ONE: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
TO_PENDING = UpdateStatus(**ONE, status=OrderStatus.PENDING)

LENIENT = DomainSettings(transitions=OPEN)
STRICT = DomainSettings(
    transitions=FORWARD, returns=ReturnRules(conditions={"resellable": ReturnCondition()})
)


@define
class ChangingSettings:
    """Settings that are replaced by the next version after each read."""

    versions: Iterator[DomainSettings]
    asked: list[str] = field(factory=list)

    def of(self, domain_id: str) -> DomainSettings:
        self.asked.append(domain_id)
        return next(self.versions)


def changing(*versions: DomainSettings) -> ChangingSettings:
    return ChangingSettings(iter(versions))


def bulk(action: Any) -> Callable[[World], Any]:
    command = BulkUpdate(domain_id="dom_1", order_ids=("ord_1", "ord_2"), by="key:1", action=action)
    return lambda world: world.bulk_update(command)


def archive(world: World) -> Any:
    handler = ArchiveOrderHandler(
        reader=world.reader,
        archive=MemoryOrderArchive(world.store),
        clock=world.clock,
        settings=world.settings,
    )
    return handler(ArchiveOrder(domain_id="dom_1", order_id="ord_1"))


def unnumbered() -> CreateOrder:
    return CreateOrder(
        domain_id="dom_1", by="key:1", draft=draft(order_id="new_9", order_number=None)
    )


OPERATIONS: dict[str, Callable[[World], Any]] = {
    "update_status": lambda world: world.update_status(TO_PENDING),
    "cancel_order": lambda world: world.cancel_order(
        CancelOrder(**ONE, request=cancellation_request())
    ),
    "cancel_items": lambda world: world.cancel_items(
        CancelItems(**ONE, request=item_cancellation({"soup": 1}))
    ),
    "bulk status": bulk(SetStatus(status=OrderStatus.PENDING)),
    "bulk items_cancel": bulk(CancelRemainingItems(reason=CancelReason.FRAUD)),
    "create_order": lambda world: world.create_order(unnumbered()),
    "import_orders": lambda world: world.import_orders(
        ImportOrders("dom_1", [draft(order_id=f"new_{n}", order_number=None) for n in range(2)])
    ),
    "create_return": lambda world: world.create_return(
        CreateReturn(**ONE, request=to_return(pasta=1))
    ),
    "receive_return": lambda world: world.receive_return(
        ReceiveReturn(**ONE, return_id="ret_old", items=came_back(("pasta", 1, "resellable")))
    ),
    "archive_order": archive,
    "list_orders": lambda world: world.list_orders(ListOrders(domain_id="dom_1")),
    "order_actions": lambda world: world.order_actions(OrderActions("dom_1", "ord_1")),
}


def world(settings: ChangingSettings) -> World:
    sent = fulfillment("delivered", pasta=2)
    first = order("processing", fulfillments=(sent,), returns=(returned(id="ret_old"),))
    return World.of(first, order("processing", id="ord_2", number="1002"), settings=settings)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_command_reads_its_domains_settings_once(operation: str):
    settings = changing(LENIENT, STRICT)

    OPERATIONS[operation](world(settings))

    assert settings.asked == ["dom_1"]


def test_one_version_decides_every_order_of_a_bulk():
    settings = changing(LENIENT, STRICT)

    report = OPERATIONS["bulk status"](world(settings)).unwrap()

    assert report.updated == ("ord_1", "ord_2")


def test_one_version_receives_and_restocks_a_return():
    by_first, by_second = (
        OPERATIONS["receive_return"](world(settings)).unwrap().order.restocks
        for settings in (changing(LENIENT, STRICT), changing(STRICT, LENIENT))
    )

    assert [item.quantity for restock in by_first for item in restock.items] == [1]
    assert by_second == ()


def test_the_next_command_follows_a_change():
    place = world(changing(STRICT, LENIENT))

    assert outcome_of(place.update_status(TO_PENDING)) == "transition_not_allowed"
    assert outcome_of(place.update_status(TO_PENDING)) == "ok"


def test_a_repeated_command_reads_the_settings_again():
    place = world(changing(LENIENT, STRICT))
    attempts = count()

    def begin(domain_id: str) -> Any:
        if next(attempts) == 0:
            raise WriteConflictError("another process was faster")
        return place.store.begin(domain_id)

    handler = retried(evolve(place.update_status, begin=begin))

    assert outcome_of(handler(TO_PENDING)) == "transition_not_allowed"


def test_numbers_of_an_import_have_one_prefix():
    first, second = (
        DomainSettings(numbering=OrderNumbering(prefix=prefix)) for prefix in ("A-", "B-")
    )
    place = world(changing(first, second))

    imported = [each.unwrap().number for each in OPERATIONS["import_orders"](place)]
    created = place.create_order(unnumbered()).unwrap().number

    assert [*imported, created] == ["A-1001", "A-1002", "B-1003"]
