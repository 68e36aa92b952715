"""Contract of order search: single cases with expected results."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.application.ports.order_search import OrderFilters, Sort, SortKey
from seller_orders.domain.order import Order
from seller_orders.domain.payment import FinancialStatus
from seller_orders.testing.sample_order import change, line, payment, with_units_cancelled
from seller_orders.testing.search_oracle import expected, summary
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep, order
from seller_orders.testing.strategies import order_numbers, orders

MIDNIGHT = datetime(2025, 3, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def numbers_found(store: Store, text: str) -> list[str]:
    filters = OrderFilters(number_begins_or_ends_with=text)
    found, total = store.search.page("dom_1", filters, Sort(SortKey.ORDER_NUMBER, False), 0, 100)
    assert total == len(found.orders)
    return [each["order_number"] for each in found.orders]


def with_numbers(*numbers: str) -> list[Order]:
    return [order(f"ord_{n}", number=number) for n, number in enumerate(numbers)]


def assert_sorted_by_current_times(store: Store, filters: OrderFilters, key: SortKey) -> None:
    """Assert that ord_0 was updated last and ord_2 was created last, on the pages of a filter."""
    sort = Sort(key)
    first, total = store.search.page("dom_1", filters, sort, 0, 1)
    assert first.next is not None
    rest = store.search.after("dom_1", filters, sort, first.next, 5)

    found = [each["order_id"] for each in (*first.orders, *rest.orders)]
    by_update = ["ord_0", "ord_1", "ord_2"]
    assert found == (by_update if key is SortKey.UPDATED_AT else by_update[::-1])
    assert total == 3


class OrderSearchContract:
    """Contract of ``OrderSearch``. Needs an empty ``store`` and a ``shared_store``."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("10", ["1001", "2010"]),
            ("1001", ["1001"]),
            ("01", ["1001"]),
            ("so", ["SO-77", "so-78"]),
            ("So-7", ["SO-77", "so-78"]),
            ("77", ["SO-77"]),
            ("o-7", []),
            ("00", []),
            ("10012", []),
        ],
    )
    def test_number_search_matches_either_end_in_any_case(
        self, store: Store, text: str, found: list[str]
    ) -> None:
        keep(store, *with_numbers("1001", "2010", "SO-77", "so-78"))

        assert numbers_found(store, text) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("%", ["%5", "5%"]),
            ("_", ["_5", "5_"]),
            ("\\", ["5\\", "\\5"]),
            ("5%", ["5%"]),
            ("%5", ["%5"]),
            ("5_", ["5_"]),
            ("5\\", ["5\\"]),
            ("'", ["5'"]),
            ("*", []),
            ("5?", []),
        ],
    )
    def test_search_text_has_no_wildcards(self, store: Store, text: str, found: list[str]) -> None:
        keep(store, *with_numbers("5%", "%5", "5_", "_5", "5\\", "\\5", "5'", "55", "5x"))

        assert sorted(numbers_found(store, text)) == sorted(found)

    def test_numbers_with_prefixes_are_found_and_sorted(self, store: Store) -> None:
        numbers = ["A-10000", "A-9999", "2026/1001", "A-10001", "B-7", "1001"]
        keep(store, *with_numbers(*numbers))

        assert numbers_found(store, "a-") == ["A-9999", "A-10000", "A-10001"]
        assert numbers_found(store, "1001") == ["1001", "2026/1001"]
        assert numbers_found(store, "10001") == ["A-10001"]

    def test_number_search_matches_the_highest_code_point(self, store: Store) -> None:
        keep(store, *with_numbers("a\U0010ffffb", "b\U0010ffffa", "\U0010ffff" * 3))

        assert sorted(numbers_found(store, "a")) == ["a\U0010ffffb", "b\U0010ffffa"]
        assert numbers_found(store, "\U0010ffff") == ["\U0010ffff" * 3]

    @settings(max_examples=60)
    @given(
        domain_id=st.builds(fresh_domain),
        numbers=st.lists(order_numbers, unique=True, min_size=1, max_size=4),
        data=st.data(),
    )
    def test_any_number_is_found_by_its_start_and_end(
        self, shared_store: Store, domain_id: str, numbers: list[str], data: st.DataObject
    ) -> None:
        added = [order(f"ord_{n}", domain_id, number=number) for n, number in enumerate(numbers)]
        keep(shared_store, *added)
        number = data.draw(st.sampled_from(numbers))
        cut = data.draw(st.integers(0, len(number)))

        for text in (number[:cut], number[cut:]):
            filters = OrderFilters(number_begins_or_ends_with=text)
            found, total = shared_store.search.page(domain_id, filters, Sort(), 0, 10)
            assert found.orders == [summary(each) for each in expected(added, filters, Sort())]
            assert total >= 1

    @settings(max_examples=25)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_any_order_is_listed_unchanged(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        added = data.draw(orders(domain_ids=st.just(domain_id)))
        keep(shared_store, added)

        found, total = shared_store.search.page(domain_id, OrderFilters(), Sort(), 0, 1)

        assert (found.orders, found.next, total) == ([summary(added)], None, 1)

    @pytest.mark.parametrize(
        ("created_from", "created_to", "found"),
        [
            (MIDNIGHT, None, {"on", "after"}),
            (None, MIDNIGHT, {"before", "on"}),
            (MIDNIGHT, MIDNIGHT, {"on"}),
            (MIDNIGHT + INSTANT, None, {"after"}),
            (None, MIDNIGHT - INSTANT, {"before"}),
            (MIDNIGHT + INSTANT, MIDNIGHT - INSTANT, set()),
        ],
    )
    def test_times_are_inclusive(
        self,
        store: Store,
        created_from: datetime | None,
        created_to: datetime | None,
        found: Collection[str],
    ) -> None:
        keep(
            store,
            order("before", created_at=MIDNIGHT - INSTANT),
            order("on", created_at=MIDNIGHT),
            order("after", created_at=MIDNIGHT + INSTANT),
        )
        filters = OrderFilters(created_from=created_from, created_to=created_to)

        page, _ = store.search.page("dom_1", filters, Sort(), 0, 10)

        assert {each["order_id"] for each in page.orders} == found

    def test_time_filters_accept_any_time_zone(self, store: Store) -> None:
        keep(store, order("on", created_at=MIDNIGHT))
        in_delhi = datetime.fromisoformat("2025-03-01T05:30:00+05:30")

        page, _ = store.search.page("dom_1", OrderFilters(created_from=in_delhi), Sort(), 0, 10)
        none, _ = store.search.page(
            "dom_1", OrderFilters(created_from=in_delhi + INSTANT), Sort(), 0, 10
        )

        assert [each["order_id"] for each in page.orders] == ["on"]
        assert none.orders == []

    def test_cancelled_units_lower_the_total_of_the_list(self, store: Store) -> None:
        """Half of the soup's 50.50 and of its part of the discount, 0.10, is cancelled."""
        lines = (line("pasta", 2), line("soup", 2, "25.25"))
        part_paid = order("ord_1", lines=lines, payment=payment("paid", "224.80"))
        keep(store, part_paid, order("ord_2", payment=payment("paid", 240)))

        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(with_units_cancelled(before, soup=1))
            tx.commit()
        by_total, _ = store.search.page("dom_1", OrderFilters(), Sort(SortKey.TOTAL, False), 0, 9)
        cheaper = OrderFilters(total_max=Decimal("224.80"))
        paid = OrderFilters(financial_statuses=frozenset({FinancialStatus.PAID}))

        assert [(each["order_id"], each["total"]) for each in by_total.orders] == [
            ("ord_1", Decimal("224.80")),
            ("ord_2", 250),
        ]
        for filters in (cheaper, paid):
            found, total = store.search.page("dom_1", filters, Sort(), 0, 9)
            assert ([each["order_id"] for each in found.orders], total) == (["ord_1"], 1)

    def test_new_orders_do_not_shift_the_next_page(self, store: Store) -> None:
        """A page ends at a position in the sort, not at a count."""
        keep(store, *(order(f"ord_{n}") for n in range(6)))
        sort = Sort(SortKey.ORDER_NUMBER, descending=False)

        first, _ = store.search.page("dom_1", OrderFilters(), sort, 0, 3)
        keep(store, order("early", number="0"), order("ord_35", number="ord_3a"))
        assert first.next is not None
        rest = store.search.after("dom_1", OrderFilters(), sort, first.next, 10)

        assert [each["order_id"] for each in first.orders] == ["ord_0", "ord_1", "ord_2"]
        assert [each["order_id"] for each in rest.orders] == ["ord_3", "ord_35", "ord_4", "ord_5"]

    @pytest.mark.parametrize("key", [SortKey.CREATED_AT, SortKey.UPDATED_AT])
    def test_orders_of_an_attribute_are_sorted_by_current_times(
        self, store: Store, key: SortKey
    ) -> None:
        """The first order is changed last, and the second gets its attribute after that."""
        gift = {"gift": "yes"}
        times = [MIDNIGHT + timedelta(days=n) for n in range(3)]
        keep(
            store,
            *(
                order(f"ord_{n}", attributes={} if n == 1 else gift, created_at=at, updated_at=at)
                for n, at in enumerate(times)
            ),
        )
        for n, days in ((0, 9), (1, 8)):
            with store.begin("dom_1") as tx:
                before = tx.orders.get("dom_1", f"ord_{n}").unwrap()
                at = evolve(change(before.version + 1), at=MIDNIGHT + timedelta(days=days))
                tx.orders.save(before.set_attributes(gift | {"n": "1"}, at))
                tx.commit()

        assert_sorted_by_current_times(store, OrderFilters(attribute=("gift", "yes")), key)

    @pytest.mark.parametrize("key", [SortKey.CREATED_AT, SortKey.UPDATED_AT])
    def test_orders_of_a_tag_are_sorted_by_current_times(self, store: Store, key: SortKey) -> None:
        """The first order is changed last, and the second gets its tag after that."""
        times = [MIDNIGHT + timedelta(days=n) for n in range(3)]
        keep(
            store,
            *(
                order(f"ord_{n}", tags=() if n == 1 else ("vip",), created_at=at, updated_at=at)
                for n, at in enumerate(times)
            ),
        )
        for n, days in ((0, 9), (1, 8)):
            with store.begin("dom_1") as tx:
                before = tx.orders.get("dom_1", f"ord_{n}").unwrap()
                at = evolve(change(before.version + 1), at=MIDNIGHT + timedelta(days=days))
                tx.orders.save(before.add_tags((("vip", "new")[n == 0],), at))
                tx.commit()

        assert_sorted_by_current_times(store, OrderFilters(tag="vip"), key)
