"""Contract of a notification log."""

from collections.abc import Sequence

from attrs import evolve
from returns.result import Failure

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.ports.outbox import Delivered, DeliveryOutcome, Failed
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.outbox_steps import LEASE, later
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, message, order


def notification(
    id: str, channel: str, template: str = "status_change", version: int = 2
) -> Message:
    return evolve(message(id, channel=channel, version=version), data={"template": template})


def post(store: WholeStore, *messages: Message) -> None:
    with store.begin("dom_1") as tx:
        tx.outbox.add(messages)
        tx.commit()


def deliver(store: WholeStore, outcome: DeliveryOutcome) -> None:
    claimed = store.queue.claim(Channel.EMAIL, later(10), later(10) + LEASE)
    store.queue.finish([(each, outcome) for each in claimed], later(11))


def log_of(store: WholeStore) -> Sequence[LoggedNotification]:
    return store.notifications.of_order("dom_1", "ord_1").unwrap()


class NotificationLogContract:
    """Give it a fixture ``store``: an empty ``WholeStore``."""

    def test_a_committed_notification_is_queued(self, store: WholeStore) -> None:
        keep(store, order())
        post(store, notification("evt_1.email", Channel.EMAIL, "fulfillment"))

        assert [(each.id, each.channel, each.template, each.state) for each in log_of(store)] == [
            ("evt_1.email", "email", "fulfillment", "queued")
        ]
        (found,) = log_of(store)
        assert (found.version, found.created_at) == (2, message().created_at)
        assert (found.reason, found.sent_at) == (None, None)

    def test_a_delivered_notification_is_sent(self, store: WholeStore) -> None:
        keep(store, order())
        post(store, notification("evt_1.email", Channel.EMAIL))

        deliver(store, Delivered())

        (found,) = log_of(store)
        assert (found.state, found.reason, found.sent_at) == ("sent", None, later(11))

    def test_a_failure_has_its_reason(
        self,
        store: WholeStore,
    ) -> None:
        keep(store, order())
        post(store, notification("evt_1.email", Channel.EMAIL))

        deliver(store, Failed("the mail server answered 421", due_at=later(10)))
        assert [(each.state, each.reason) for each in log_of(store)] == [
            ("queued", "the mail server answered 421")
        ]

        deliver(store, Failed("the mail server refused the recipient: 550", due_at=None))
        assert [(each.state, each.reason) for each in log_of(store)] == [
            ("failed", "the mail server refused the recipient: 550")
        ]

    def test_a_sent_notification_has_no_reason(self, store: WholeStore) -> None:
        keep(store, order())
        post(store, notification("evt_1.email", Channel.EMAIL))

        deliver(store, Failed("the mail server answered 421", due_at=later(10)))
        deliver(store, Delivered())

        assert [(each.state, each.reason) for each in log_of(store)] == [("sent", None)]

    def test_only_notifications_are_listed_by_version(self, store: WholeStore) -> None:
        keep(store, order(), order("ord_2"), order(domain_id="dom_2"))
        post(
            store,
            notification("evt_2.sms", Channel.SMS, version=3),
            notification("evt_2.email", Channel.EMAIL, version=3),
            notification("evt_1.log", Channel.LOG),
            message("evt_1", channel=Channel.CARRIER),
            message("rfd_1", channel=Channel.PAYMENT),
            evolve(notification("evt_9.email", Channel.EMAIL), order_id="ord_2"),
        )
        with store.begin("dom_2") as tx:
            tx.outbox.add([evolve(notification("evt_8.email", Channel.EMAIL), domain_id="dom_2")])
            tx.commit()

        assert [each.id for each in log_of(store)] == ["evt_1.log", "evt_2.email", "evt_2.sms"]

    def test_an_added_channel_is_logged(self, store: WholeStore) -> None:
        keep(store, order())
        post(
            store,
            notification("evt_1.whatsapp", "whatsapp"),
            notification("evt_1.email", Channel.EMAIL),
        )

        claimed = store.queue.claim("whatsapp", later(10), later(10) + LEASE)
        store.queue.finish([(each, Delivered()) for each in claimed], later(11))

        assert [(each.channel, each.state) for each in log_of(store)] == [
            ("email", "queued"),
            ("whatsapp", "sent"),
        ]

    def test_an_order_without_notifications_is_found(self, store: WholeStore) -> None:
        keep(store, order(), order("ord_2", domain_id="dom_2"))

        assert log_of(store) == []
        for missing in ("ord_9", "ord_2"):
            found = store.notifications.of_order("dom_1", missing)
            assert found == Failure(OrderNotFound(missing))

    def test_the_reaper_keeps_notifications(self, store: WholeStore) -> None:
        keep(store, order())
        post(store, notification("evt_1.email", Channel.EMAIL))
        deliver(store, Delivered())

        assert store.reaper.delete_old_messages(later(10**6)) == 0

        assert [each.state for each in log_of(store)] == ["sent"]
