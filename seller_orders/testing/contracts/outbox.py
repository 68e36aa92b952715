"""Contract of an outbox: recording messages in a unit of work."""

from decimal import Decimal

import pytest
from attrs import evolve

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.testing.outbox_steps import claim, drain, later, messages, post, state, waiting
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message


class OutboxContract:
    """Give it a fixture ``store``: an empty store."""

    def test_a_claimed_message_equals_the_recorded_one(self, store: Store) -> None:
        posted = evolve(
            message("evt_1", channel=Channel.CARRIER, version=7),
            data={
                "from": None,
                "note": "líne\nbreak",
                "captured": Decimal("249.50"),
                "version": 3,
                "items": [{"id": "pasta", "quantity": 2}],
            },
        )

        post(store, posted)

        assert waiting(store) == [posted]
        assert messages(claim(store, channel=Channel.CARRIER)) == [posted]

    def test_an_id_is_unique_in_its_domain(self, store: Store) -> None:
        post(store, message("same", "dom_1"), message("same", "dom_2"))

        with pytest.raises(MessageExistsError):
            post(store, message("same", "dom_1", version=9))

    def test_an_amount_is_stored_exactly(self, store: Store) -> None:
        """The amount has more digits than binary floating point."""
        amount = Decimal("999999999999.9999")
        post(store, evolve(message(), data={"amount": amount}))

        (found,) = claim(store)

        assert found.message.data == {"amount": amount}
        assert str(found.message.data["amount"]) == str(amount)

    def test_a_recorded_message_is_due_at_once(self, store: Store) -> None:
        post(store, message())

        found = state(store, "evt_1.log")

        assert found.due_at == message().created_at
        assert (found.failures, found.dead_at, found.last_error) == (0, None, None)

    def test_only_committed_messages_are_claimed(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            tx.outbox.add([message("left")])
        with store.begin("dom_1") as tx:
            tx.outbox.add([message("undone")])
            tx.rollback()
            tx.outbox.add([message("open")])
            seen_meanwhile = waiting(store)
            tx.commit()

        assert seen_meanwhile == []
        assert waiting(store) == drain(store) == [message("open")]

    def test_a_changes_messages_can_be_added_in_several_calls(self, store: Store) -> None:
        event = message("evt_1", channel=Channel.CARRIER)
        with store.begin("dom_1") as tx:
            tx.outbox.add([event])
            tx.outbox.add([message()])
            tx.commit()

        assert drain(store, channel=Channel.CARRIER) == [event]
        assert drain(store) == [message()]

    def test_no_messages_can_be_added(self, store: Store) -> None:
        post(store)

        assert waiting(store) == []

    def test_a_held_message_is_claimed_after_its_hold(self, store: Store) -> None:
        held = evolve(message("ful_1", channel=Channel.CARRIER), held_until=later(10))
        post(store, held)

        assert claim(store, 9.5, Channel.CARRIER) == []
        (found,) = messages(claim(store, 10, Channel.CARRIER))
        assert evolve(found, held_until=held.held_until) == held
