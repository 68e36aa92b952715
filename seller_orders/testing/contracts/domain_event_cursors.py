"""Contract tests for the cursors of a domain's own consumers."""

from seller_orders.testing.contracts.event_cursors import lease, move
from seller_orders.testing.outbox_steps import later
from seller_orders.testing.store import WholeStore


def start(store: WholeStore, consumer: str) -> None:
    """Start the cursor of a consumer of ``dom_1``."""
    with store.begin_domain("dom_1") as tx:
        tx.event_cursors.start(consumer)
        tx.commit()


class DomainEventCursorsContract:
    """Contract of ``DomainEventCursors``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_a_lease_of_before_a_removal_moves_nothing(self, store: WholeStore) -> None:
        """A replay that another one ends starts the same consumer again."""
        start(store, "whe_1")
        late = lease(store, until=10, consumer="whe_1", begin=None)
        with store.begin_domain("dom_1") as tx:
            tx.event_cursors.remove("whe_1")
            tx.commit()
        start(store, "whe_1")
        again = lease(store, until=10, consumer="whe_1", begin=None)

        assert late
        assert not store.cursors.holds(late)
        assert not move(store, late, 99)

        assert again
        assert store.cursors.holds(again)
        assert move(store, again, 3)

    def test_a_resumed_cursor_is_ready_even_if_it_is_leased(self, store: WholeStore) -> None:
        """The relay that has the lease saw that the consumer took no events."""
        start(store, "whe_1")
        late = lease(store, until=10, consumer="whe_1", begin=None)
        with store.begin_domain("dom_1") as tx:
            tx.event_cursors.resume("whe_1")
            tx.commit()

        assert not move(store, late, 0)

        assert store.cursors.ready(later(0)) == [("dom_1", "whe_1")]
