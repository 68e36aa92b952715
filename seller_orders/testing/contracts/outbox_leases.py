"""Contract of an outbox queue: leases and outcomes."""

from seller_orders.application.ports.outbox import (
    Deferred,
    Delivered,
    DeliveryOutcome,
    Failed,
)
from seller_orders.testing.outbox_steps import claim, drain, fail, finish, later, post, waiting
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message


class OutboxLeasesContract:
    """Give it a fixture ``store``: an empty store."""

    def test_a_leased_message_is_not_claimed_again(self, store: Store) -> None:
        post(store, message())
        (first,) = claim(store)

        assert claim(store, at=9.999) == []
        (second,) = claim(store, at=10)

        assert second.message == first.message
        assert second.generation > first.generation
        assert second.leased_until == later(20)

    def test_an_expired_lease_is_no_failure(self, store: Store) -> None:
        post(store, message())
        claim(store)

        (again,) = claim(store, at=10)

        assert (again.failures, again.trying_since) == (0, message().created_at)

    def test_a_superseded_outcome_changes_nothing(self, store: Store) -> None:
        post(store, message(version=2), message("follower", version=3))
        (late,) = claim(store)
        (holder,) = claim(store, at=10)
        before = store.queue.undelivered(10)

        finish(store, late, at=11)
        finish(store, late, outcome=Deferred(later(11)), at=11)
        fail(store, late, again_at=300, at=11)
        fail(store, late, again_at=None, at=11)

        assert store.queue.undelivered(10) == before
        finish(store, holder, at=12)
        assert drain(store, at=12) == [message("follower", version=3)]

    def test_a_late_outcome_counts_unless_superseded(self, store: Store) -> None:
        post(store, message())
        (late,) = claim(store)

        finish(store, late, at=60)

        assert claim(store, at=60) == []

    def test_a_repeated_outcome_changes_nothing(self, store: Store) -> None:
        post(store, message(version=2), message("follower", version=3))
        (claimed,) = claim(store)

        finish(store, claimed)
        fail(store, claimed, again_at=100)

        assert drain(store) == [message("follower", version=3)]

    def test_a_deferred_message_is_due_without_a_failure(self, store: Store) -> None:
        post(store, message())

        finish(store, *claim(store), outcome=Deferred(later(3)))

        assert claim(store, at=2.999) == []
        (again,) = claim(store, at=3)
        assert (again.failures, again.trying_since) == (0, message().created_at)

    def test_outcomes_of_every_kind_are_recorded_together(self, store: Store) -> None:
        arrived, put_back, failed, dead = (
            message(f"evt_{n}", order_id=f"ord_{n}", minutes=n) for n in range(4)
        )
        post(store, arrived, put_back, failed, dead)
        claimed = claim(store, at=1000)

        outcomes: list[DeliveryOutcome] = [
            Delivered(),
            Deferred(later(1002)),
            Failed("refused", later(1003)),
            Failed("refused", None),
        ]
        store.queue.finish(list(zip(claimed, outcomes, strict=True)), later(1001))

        left = {each.message.message_id: each for each in store.queue.undelivered(10)}
        assert sorted(left) == ["evt_1", "evt_2", "evt_3"]
        assert (left["evt_1"].due_at, left["evt_1"].failures) == (later(1002), 0)
        assert (left["evt_2"].due_at, left["evt_2"].failures) == (later(1003), 1)
        assert (left["evt_3"].dead_at, left["evt_3"].failures) == (later(1001), 1)

    def test_no_outcomes_can_be_finished(self, store: Store) -> None:
        store.queue.finish([], later())

    def test_a_message_is_identified_by_domain_and_id(self, store: Store) -> None:
        """Two domains may have messages with the same id."""
        post(store, message("same", "dom_1"), message("same", "dom_2", minutes=1))
        mine, _ = claim(store, at=60)

        finish(store, mine)

        assert waiting(store) == [message("same", "dom_2", minutes=1)]
