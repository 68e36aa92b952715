"""Contract of order numbering."""

from concurrent.futures import ThreadPoolExecutor

from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order


def next_number(store: Store, domain_id: str = "dom_1") -> str:
    with store.begin(domain_id) as tx:
        number = tx.orders.next_number(domain_id)
        tx.commit()
    return number


class OrderNumbersContract:
    """Contract of the repository's order numbers. Needs a fixture ``store``: an empty store."""

    def test_numbers_start_at_1001(self, store: Store) -> None:
        assert [next_number(store) for _ in range(3)] == ["1001", "1002", "1003"]

    def test_numbers_increase_within_a_unit_of_work(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            numbers = [tx.orders.next_number("dom_1") for _ in range(3)]

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
