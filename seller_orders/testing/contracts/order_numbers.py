"""Contract of order numbering."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order


def next_number(store: Store, domain_id: str = "dom_1", **numbering: Any) -> str:
    with store.begin(domain_id) as tx:
        number = tx.orders.next_number(domain_id, OrderNumbering(**numbering))
        tx.commit()
    return number


class OrderNumbersContract:
    """Contract of the repository's order numbers. Needs a fixture ``store``: an empty store."""

    def test_numbers_start_at_1001(self, store: Store) -> None:
        assert [next_number(store) for _ in range(3)] == ["1001", "1002", "1003"]

    def test_numbers_increase_within_a_unit_of_work(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            numbers = [tx.orders.next_number("dom_1", OrderNumbering()) for _ in range(3)]

        assert numbers == ["1001", "1002", "1003"]

    def test_domains_have_separate_numbers(self, store: Store) -> None:
        next_number(store, "dom_1")

        assert next_number(store, "dom_2") == "1001"

    def test_numbers_in_use_are_skipped(self, store: Store) -> None:
        keep(store, order("ord_1", number="1001"), order("ord_2", number="1003"))

        assert [next_number(store) for _ in range(3)] == ["1002", "1004", "1005"]

    def test_numbers_in_use_in_any_store_are_skipped(self, store: Store) -> None:
        keep(store, order("ord_1", number="1001", store_id="store_2"))

        assert next_number(store) == "1002"

    def test_a_long_run_of_numbers_in_use_is_skipped(self, store: Store) -> None:
        run = [str(number) for number in range(1001, 1201)]
        keep(store, *(order(f"ord_{number}", number=number) for number in reversed(run)))

        assert [next_number(store) for _ in range(2)] == ["1201", "1202"]

    def test_numbers_in_another_format_are_not_skipped(self, store: Store) -> None:
        others = ["#1001", "A-1001", "1001-EU", "01001", "1001.0", "9" * 100, "-1", "١٠٠١"]
        keep(store, *(order(f"ord_{n}", number=number) for n, number in enumerate(others)))

        assert next_number(store) == "1001"

    def test_a_prefix_precedes_one_count(self, store: Store) -> None:
        """A domain counts on if its prefix changes, and if it has none any more."""
        prefixes = ["A-", "A-", "2026/", ""]

        numbers = [next_number(store, prefix=prefix) for prefix in prefixes]

        assert numbers == ["A-1001", "A-1002", "2026/1003", "1004"]

    def test_a_count_is_raised_only(self, store: Store) -> None:
        given = [None, 5000, 5000, 2, None, 5004, 6000]

        numbers = [next_number(store, next=each) for each in given]

        assert numbers == ["1001", "5000", "5001", "5002", "5003", "5004", "6000"]

    def test_a_domain_chooses_its_first_number(self, store: Store) -> None:
        assert [next_number(store, next=7) for _ in range(2)] == ["7", "8"]

    def test_numbers_in_use_with_the_prefix_are_skipped(self, store: Store) -> None:
        run = ["1001", *(f"A-{number}" for number in range(1001, 1101))]
        keep(store, *(order(f"ord_{number[-4:]}{number[:1]}", number=number) for number in run))

        numbers = [next_number(store, prefix="A-") for _ in range(2)]

        assert numbers == ["A-1101", "A-1102"]

    def test_a_prefix_may_look_like_a_number(self, store: Store) -> None:
        keep(store, order("ord_1", number="121001"))

        assert next_number(store, prefix="12") == "121002"

    def test_a_decomposed_prefix_is_composed(self, store: Store) -> None:
        keep(store, order("ord_1", number="\u00c91001"))

        assert next_number(store, prefix=" E\u0301") == "\u00c91002"

    def test_numbers_fill_gaps_between_those_in_use(self, store: Store) -> None:
        given = {str(number) for number in range(1001, 1100) if number % 7 and number % 11}
        keep(store, *(order(f"ord_{number}", number=number) for number in given))

        numbers = [next_number(store) for _ in range(5)]

        assert numbers == sorted(set(numbers) - given, key=int)

    def test_numbers_of_another_domain_are_not_skipped(self, store: Store) -> None:
        keep(store, order("ord_1", "dom_2", number="1001"))

        assert next_number(store, "dom_1") == "1001"

    def test_concurrent_requests_get_different_numbers(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(lambda _: next_number(store), range(16)))

        assert sorted(numbers) == [str(number) for number in range(1001, 1017)]
