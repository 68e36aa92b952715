"""Contracts of the stores of personal data: finding orders, and erasing copies of their data."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.events.consumers import in_channel
from seller_orders.application.message_factory import events, notifications
from seller_orders.application.ports.event_cursors import Advance, UnfinishedEvent
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.application.ports.outbox import Failed
from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import CREATED, change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order

DAY = timedelta(days=1)


def of(email: str | None, id: str | None = None) -> dict[str, Any]:
    return {"customer": Customer(id=id, name="Anjali Patel", email=email)}


def set_up(store: WholeStore, domain_id: str, sections: Mapping[str, Any]) -> None:
    with store.begin_domain(domain_id) as tx:
        settings = StoredSettings(
            version=1, updated_at=CREATED, updated_by="cli", sections=sections
        )
        made = SettingsChange(version=1, at=CREATED, by="cli", sections={})
        tx.settings.find(domain_id)
        tx.settings.save(domain_id, settings, made)
        tx.commit()


class CustomerOrdersContract:
    """Contract of ``CustomerOrders``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def found(
        self, store: WholeStore, after: str = "", limit: int = 10, **wanted: str
    ) -> list[str]:
        match = CustomerMatch(**wanted)
        return [*store.customers.of_customer("dom_1", match, after, limit)]

    def test_an_id_finds_all_orders_of_its_customer(self, store: WholeStore) -> None:
        keep(store, *(order(f"ord_{n}", **of(None, "cus_1")) for n in (3, 1, 2)))
        keep(store, order("ord_4", **of(None, "cus_2")), order("ord_5", **of(None)))
        keep(store, order("ord_6", "dom_2", **of(None, "cus_1")))

        assert self.found(store, id="cus_1") == ["ord_1", "ord_2", "ord_3"]
        assert self.found(store, id="CUS_1") == []
        assert self.found(store, id="cus_1", limit=2) == ["ord_1", "ord_2"]
        assert self.found(store, id="cus_1", after="ord_2") == ["ord_3"]

    def test_archived_orders_are_found(self, store: WholeStore) -> None:
        keep(store, *(order(f"ord_{n}", **of("ana@mail.example", "cus_1")) for n in (1, 2)))
        store.archive.add(store.reader.order("dom_1", "ord_1").unwrap(), CREATED)

        assert self.found(store, id="cus_1") == ["ord_1", "ord_2"]
        assert self.found(store, email="ana@mail.example") == ["ord_1", "ord_2"]

    @pytest.mark.parametrize(
        ("stored", "wanted", "is_found"),
        [
            ("Ana@Mail.example", "ana@mail.EXAMPLE", True),
            ("ana@mail.example", " ana@mail.example ", True),
            ("ana@mail.example", "ana@mail.exampl", False),
            ("ana@mail.example", "mail.example", False),
            ("ana@mail.example", "ana-mail-example", False),
            ("ÄNNE@mail.example", "änne@mail.example", True),
            ("@", "@", True),
            ("a,b@mail.example", "A,B@mail.example", True),
        ],
    )
    def test_letter_case_of_an_address_does_not_matter(
        self, store: WholeStore, stored: str, wanted: str, is_found: bool
    ) -> None:
        keep(store, order(**of(stored)), order("ord_2", **of("b@mail.example")))

        assert self.found(store, email=wanted) == ["ord_1"] * is_found

    def test_addresses_are_found_in_pages(self, store: WholeStore) -> None:
        keep(store, *(order(f"ord_{n}", **of("ana@mail.example")) for n in range(5)))

        assert self.found(store, email="ana@mail.example", limit=2) == ["ord_0", "ord_1"]
        assert self.found(store, email="ana@mail.example", after="ord_3") == ["ord_4"]


class ExpiredContactsContract:
    """Contract of ``ExpiredContacts``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_domains_that_set_a_retention_are_found(self, store: WholeStore) -> None:
        set_up(store, "dom_2", {"retention": {"erase_contacts_after_days": 30}})
        set_up(store, "dom_1", {"retention": {"erase_contacts_after_days": 60}})
        set_up(store, "dom_3", {"time_zone": "UTC"})

        assert store.expired.domains() == ["dom_1", "dom_2"]

    @pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded"])
    def test_closed_orders_are_found_from_their_time_on(
        self, store: WholeStore, status: str
    ) -> None:
        closed = OrderStatus(status)
        keep(
            store,
            order("ord_1", status=closed, updated_at=CREATED + DAY),
            order("ord_2", status=closed, updated_at=CREATED),
            order("ord_3", status=closed, updated_at=CREATED + 2 * DAY),
            order("ord_4", updated_at=CREATED),
            order("ord_5", status=closed, customer=Customer(name="erased")),
            order("ord_6", "dom_2", status=closed),
        )

        found = store.expired.closed_before("dom_1", CREATED + DAY, 10)
        assert found == ["ord_2", "ord_1"]
        assert store.expired.closed_before("dom_1", CREATED + DAY, 1) == ["ord_2"]


class OrderCopiesContract:
    """Contract of ``OrderCopies``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def erase(self, store: WholeStore, *order_ids: str) -> None:
        with store.begin_erasure("dom_1") as tx:
            tx.orders.get_many("dom_1", order_ids)
            tx.copies.erase("dom_1", order_ids, CREATED + DAY)
            tx.commit()

    def post(self, store: WholeStore, before: Order) -> None:
        """Ship an order, with its event and a notification."""
        keep(store, before)
        with store.begin(before.domain_id) as tx:
            found = tx.orders.get(before.domain_id, before.id).unwrap()
            made = evolve(change(), id=f"evt_{before.id}", note="Call Anjali", notified=("email",))
            after = found.move_to(OrderStatus.SHIPPED, made)
            tx.orders.save(after)
            tx.outbox.add([*events(found, after), *notifications(found, after)])
            tx.commit()

    def data_of_events(self, store: WholeStore, domain_id: str = "dom_1") -> list[Any]:
        logged = store.log.after(domain_id, EventPosition(0), 100).events
        return [(each.event.order_id, each.event.data["note"]) for each in logged]

    def test_events_of_other_orders_keep_their_data(self, store: WholeStore) -> None:
        self.post(store, order("ord_1"))
        self.post(store, order("ord_2"))
        self.post(store, order("ord_1", "dom_2"))

        self.erase(store, "ord_1")

        assert self.data_of_events(store) == [("ord_1", "erased"), ("ord_2", "Call Anjali")]
        assert self.data_of_events(store, "dom_2") == [("ord_1", "Call Anjali")]

    def test_an_event_that_fails_meanwhile_is_kept_erased(self, store: WholeStore) -> None:
        self.post(store, order("ord_1"))
        until = CREATED + timedelta(seconds=10)
        cursor = store.cursors.claim("dom_1", "whe_1", BEGINNING, CREATED, until)
        assert cursor is not None
        ((event, position),) = (
            (each.event, each.position)
            for each in store.log.after("dom_1", cursor.position, 10).events
        )
        assert event.data["note"] == "Call Anjali"

        self.erase(store, "ord_1")
        failed = UnfinishedEvent(message=in_channel(event, "whe_1"), due_at=CREATED, failures=1)
        store.cursors.advance(cursor, Advance(position=position, unfinished=[failed]), CREATED)

        (claimed,) = store.queue.claim("whe_1", CREATED + DAY, CREATED + 2 * DAY)
        assert claimed.message.data["note"] == "erased"

    def test_notifications_that_wait_are_not_sent(self, store: WholeStore) -> None:
        self.post(store, order("ord_1"))
        self.post(store, order("ord_2"))

        self.erase(store, "ord_1")

        claimed = store.queue.claim("email", CREATED + 2 * DAY, CREATED + 3 * DAY)
        assert [each.message.order_id for each in claimed] == ["ord_2"]
        (logged,) = store.notifications.of_order("dom_1", "ord_1").unwrap()
        assert (logged.state, logged.reason) == ("failed", "the customer's data were erased")

    def test_a_claimed_notification_does_not_wait_again(self, store: WholeStore) -> None:
        self.post(store, order("ord_1"))
        (claimed,) = store.queue.claim("email", CREATED + 2 * DAY, CREATED + 3 * DAY)

        self.erase(store, "ord_1")
        store.queue.finish([(claimed, Failed("busy", CREATED + 2 * DAY))], CREATED + 2 * DAY)

        assert list(store.queue.claim("email", CREATED + 4 * DAY, CREATED + 5 * DAY)) == []

    def test_stored_responses_lose_their_body(self, store: WholeStore) -> None:
        answers = {"a": b'[["ord_1", 2]]\nAnjali', "b": b'[["ord_2", 2]]\nAnjali'}
        keep(store, order("ord_1"), order("ord_2"))
        for key, answer in answers.items():
            with store.begin("dom_1") as tx:
                tx.idempotency.claim("dom_1", key)
                tx.idempotency.record("dom_1", key, "print", answer)
                tx.commit()

        self.erase(store, "ord_1")

        with store.begin("dom_1") as tx:
            found = {key: tx.idempotency.claim("dom_1", key) for key in answers}
        left = {key: each and (each.fingerprint, each.answer) for key, each in found.items()}
        assert left == {
            "a": ("print", b'[["ord_1", 2]]\n'),
            "b": ("print", answers["b"]),
        }

    def test_an_erased_response_is_not_replaced(self, store: WholeStore) -> None:
        keep(store, order("ord_1"))
        first, second = (b'[["ord_1", 2]]\n' + body for body in (b"Anjali", b"Anjali again"))
        with store.begin("dom_1") as tx:
            tx.idempotency.claim("dom_1", "a")
            tx.idempotency.record("dom_1", "a", "print", first)
            tx.commit()

        self.erase(store, "ord_1")
        with store.begin("dom_1") as tx:
            tx.idempotency.replace("dom_1", "a", second)
            tx.commit()

        with store.begin("dom_1") as tx:
            found = tx.idempotency.claim("dom_1", "a")
        assert found is not None
        assert found.answer == b'[["ord_1", 2]]\n'

    def test_a_rollback_keeps_everything(self, store: WholeStore) -> None:
        self.post(store, order("ord_1"))

        with store.begin_erasure("dom_1") as tx:
            tx.copies.erase("dom_1", ["ord_1"], CREATED + DAY)

        assert self.data_of_events(store) == [("ord_1", "Call Anjali")]
