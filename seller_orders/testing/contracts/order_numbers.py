"""How a repository numbers orders."""

from concurrent.futures import ThreadPoolExecutor

from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order


def next_number(store: Store, domain_id: str = "dom_1") -> str:
    with store.begin(domain_id) as tx:
        number = tx.orders.next_number(domain_id)
        tx.commit()
    return number


class OrderNumbersContract:
    """Give it a fixture ``store``: an empty one, of the kind that is to be tested."""

    def test_numbers_count_up_from_1001(self, store: Store) -> None:
        assert [next_number(store) for _ in range(3)] == ["1001", "1002", "1003"]

    def test_numbers_count_up_within_one_unit_of_work(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            numbers = [tx.orders.next_number("dom_1") for _ in range(3)]

        assert numbers == ["1001", "1002", "1003"]

    def test_each_domain_counts_for_itself(self, store: Store) -> None:
        next_number(store, "dom_1")

        assert next_number(store, "dom_2") == "1001"

    def test_numbers_that_were_given_by_hand_are_skipped(self, store: Store) -> None:
        keep(store, order("ord_1", number="1001"), order("ord_2", number="1003"))

        assert [next_number(store) for _ in range(3)] == ["1002", "1004", "1005"]

    def test_a_long_run_of_given_numbers_is_skipped(self, store: Store) -> None:
        run = [str(number) for number in range(1001, 1201)]
        keep(store, *(order(f"ord_{number}", number=number) for number in reversed(run)))

        assert [next_number(store) for _ in range(2)] == ["1201", "1202"]

    def test_numbers_of_another_form_are_not_skipped(self, store: Store) -> None:
        others = ["#1001", "A-1001", "1001-EU", "01001", "1001.0", "9" * 100, "-1", "١٠٠١"]
        keep(store, *(order(f"ord_{n}", number=number) for n, number in enumerate(others)))

        assert next_number(store) == "1001"

    def test_given_numbers_with_gaps_are_never_given_again(self, store: Store) -> None:
        given = {str(number) for number in range(1001, 1100) if number % 7 and number % 11}
        keep(store, *(order(f"ord_{number}", number=number) for number in given))

        numbers = [next_number(store) for _ in range(5)]

        assert numbers == sorted(set(numbers) - given, key=int)

    def test_what_another_domain_gave_by_hand_is_not_skipped(self, store: Store) -> None:
        keep(store, order("ord_1", "dom_2", number="1001"))

        assert next_number(store, "dom_1") == "1001"

    def test_two_that_ask_at_once_are_given_different_numbers(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(lambda _: next_number(store), range(16)))

        assert sorted(numbers) == [str(number) for number in range(1001, 1017)]
