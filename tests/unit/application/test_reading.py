"""Reads of one order through the cache, and of lists."""

import json
from datetime import timedelta

import pytest
from returns.result import Failure

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.ports.order_search import OrderFilters, Sort, SortKey
from seller_orders.application.queries.export_orders import ExportOrders, ExportOrdersHandler
from seller_orders.application.queries.get_order import CacheUse, GetOrder, GetOrderHandler
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import CREATED, order
from tests.support.use_case_world import World, reachable

GET = GetOrder("dom_1", "ord_1")


def test_the_steps_of_a_cache_miss_and_a_cache_hit():
    world = World.of(reachable())

    with world.steps() as missing:
        miss = world.get_order(GET).unwrap()
    with world.steps() as hitting:
        hit = world.get_order(GET).unwrap()

    assert missing.names == ["check_cache", "get_order", "cache_order"]
    assert hitting.names == ["check_cache"]
    assert (miss.cache, hit.cache) == (CacheUse.MISS, CacheUse.HIT)
    assert (miss.version, miss.body) == (hit.version, hit.body)


def test_the_body_is_the_order_at_its_version():
    world = World.of(reachable(version=3))

    answer = world.get_order(GET).unwrap()

    body = json.loads(answer.body)
    assert answer.version == body["version"] == 3
    assert (body["order_id"], body["totals"]["total"]) == ("ord_1", 250)


def test_a_missing_order_is_not_cached():
    world = World()

    with world.steps() as taken:
        missing = world.get_order(GET)
    world.keep(reachable())

    assert missing == Failure(OrderNotFound("ord_1"))
    assert taken.names == ["check_cache", "get_order"]
    assert world.get_order(GET).unwrap().version == 1


def test_a_read_after_a_change_shows_the_change():
    world = World.of(reachable())
    world.get_order(GET)
    world.update_status(
        UpdateStatus(domain_id="dom_1", order_id="ord_1", by="k", status=OrderStatus.SHIPPED)
    )

    answer = world.get_order(GET).unwrap()

    assert (answer.version, answer.cache) == (2, CacheUse.MISS)
    assert json.loads(answer.body)["status"] == "shipped"
    assert world.get_order(GET).unwrap().cache is CacheUse.HIT


def test_another_domains_cached_order_is_not_found():
    world = World.of(reachable())
    world.get_order(GET)

    assert world.get_order(GetOrder("dom_2", "ord_1")) == Failure(OrderNotFound("ord_1"))


def test_a_read_without_a_cache_takes_all_steps():
    world = World.of(reachable())
    handler = GetOrderHandler(cache=NoOrderCache(), reader=world.reader, encode=encode)

    for _ in range(2):
        with world.steps() as taken:
            answer = handler(GET).unwrap()

        assert taken.names == ["check_cache", "get_order", "cache_order"]
        assert answer.cache is CacheUse.BYPASS


def listed(world: World, **fields: object) -> tuple[list[str], int | None]:
    page = world.list_orders(ListOrders(domain_id="dom_1", **fields))  # type: ignore[arg-type]
    return [order["order_id"] for order in page.found.orders], page.total


def world_of_five() -> World:
    return World.of(
        *(
            reachable(id=f"ord_{n}", number=str(n), created_at=CREATED + timedelta(hours=n))
            for n in range(5)
        )
    )


def test_the_step_of_a_list():
    with World().steps() as taken:
        World().list_orders(ListOrders(domain_id="dom_1"))

    assert taken.names == ["search_orders"]


def test_the_newest_orders_come_first_twenty_a_page():
    query = ListOrders(domain_id="dom_1")

    assert (query.limit, query.page) == (20, 1)
    assert listed(world_of_five()) == (["ord_4", "ord_3", "ord_2", "ord_1", "ord_0"], 5)


def test_a_page_is_found_by_its_number():
    world = world_of_five()

    assert listed(world, page=1, limit=2) == (["ord_4", "ord_3"], 5)
    assert listed(world, page=3, limit=2) == (["ord_0"], 5)
    assert listed(world, page=4, limit=2) == ([], 5)


def test_a_page_after_a_position_has_no_total():
    world = world_of_five()
    sort = Sort(SortKey.ORDER_NUMBER, descending=False)
    query = ListOrders(domain_id="dom_1", sort=sort, limit=2)
    place = world.list_orders(query).found.next

    assert listed(world, sort=sort, limit=2, after=place) == (["ord_2", "ord_3"], None)


@pytest.mark.parametrize(("days", "found"), [(None, ["ord_0"]), (1, ["ord_1", "ord_0"])])
def test_lateness_is_of_now_or_of_a_given_time(days: int | None, found: list[str]):
    world = World()
    now = world.clock.now() + timedelta(hours=1)
    world = World.of(
        *(
            order(id=f"ord_{n}", number=str(n), ship_by=now + timedelta(days=n, hours=-1))
            for n in range(3)
        )
    )
    world.clock.advance(hours=1)
    at = now + timedelta(days=days) if days else None

    late = listed(world, filters=OrderFilters(late=True, at=at))
    in_time = listed(world, filters=OrderFilters(late=False, at=at), limit=1)

    assert sorted(late[0]) == sorted(found)
    assert (late[1], in_time[1]) == (len(found), 3 - len(found))


def test_filters_are_passed_on():
    assert listed(world_of_five(), filters=OrderFilters(number_begins_or_ends_with="3")) == (
        ["ord_3"],
        1,
    )


def test_an_export_is_sorted_by_id():
    world = world_of_five()
    export = ExportOrdersHandler(reader=world.reader)

    assert [order.id for order in export(ExportOrders("dom_1"))] == [f"ord_{n}" for n in range(5)]
    assert list(export(ExportOrders("dom_2"))) == []
