"""Contract of new orders that replace the same order at the same moment."""

from returns.result import Result

from seller_orders.domain.refusals import Refusal
from seller_orders.testing.contracts.concurrent_unit_changes import at_once, codes, of_four
from seller_orders.testing.contracts.unit_change_callers import Callers
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept, order


class ConcurrentReplacementsContract:
    """Contract of a thread-safe store. Needs a fixture ``store``: an empty store."""

    def test_each_replacement_is_recorded(self, store: Store) -> None:
        keep(store, order())

        outcomes = at_once(*[Callers(store).replace()] * 4)

        new = [each.unwrap() for each in outcomes]
        assert sorted(kept(store).replaced_by) == sorted(each.id for each in new)
        assert len({each.number for each in new}) == 4
        ensure_one_version_each(store, outcomes)

    def test_a_replaced_order_is_changed_meanwhile(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.replace(), callers.cancel_items(1), callers.replace())

        assert (len(kept(store).replaced_by), kept(store).units["pasta"].cancelled) == (2, 1)
        ensure_one_version_each(store, outcomes)

    def test_replacements_are_replaced_meanwhile(self, store: Store) -> None:
        """Orders that replace one another are locked in either sequence."""
        keep(store, order("ord_1"), order("ord_2", replaces="ord_1"))
        callers = Callers(store)

        outcomes = at_once(
            *[callers.replace("ord_1")] * 2,
            *[callers.replace("ord_2")] * 2,
            callers.replace("ord_3", new_id="ord_4"),
            callers.replace("ord_4", new_id="ord_3"),
        )

        assert codes(outcomes) == ["ok"] * 6
        assert [len(kept(store, id).replaced_by) for id in ("ord_1", "ord_2")] == [2, 2]
        # One of two orders may have been there when the other was created.
        ends = {kept(store, id).replaced_by for id in ("ord_3", "ord_4")}
        assert ends in ({()}, {(), ("ord_3",)}, {(), ("ord_4",)})


def ensure_one_version_each(store: Store, outcomes: list[Result[object, Refusal]]) -> None:
    """Check that each change of the order made one version."""
    after = kept(store)
    assert codes(outcomes) == ["ok"] * len(outcomes)
    assert after.version == 1 + len(outcomes)
    assert [each.version for each in after.timeline] == list(range(2, after.version + 1))
