"""A notification sender of your own, which writes to the shop's chat.

A sender gets the notifications of its channel. It raises ``DeliveryError`` to have one retried.
Run it with ``python -m examples.own_notification_sender``.
"""

from attrs import field, frozen

from examples.shop import new_order
from seller_orders import (
    Channel,
    DeliverMessages,
    DeliveryError,
    ListNotifications,
    Notification,
    OrderStatus,
    UpdateStatus,
    embed,
)


@frozen
class Chat:
    """A chat room for each customer."""

    is_open: bool = True
    said: dict[str, list[str]] = field(factory=dict)

    def send(self, notification: Notification) -> None:
        """Write a message once, even if it is sent again."""
        if not self.is_open:
            raise DeliveryError("the chat is closed")
        order, change = notification.order, notification.change
        room = self.said.setdefault(order.customer.id or "guests", [])
        line = f"{notification.message_id}: order {order.number} is {change.to} now"
        if line not in room:
            room.append(line)


def main(database: str = "sqlite:///shop.db") -> None:
    """Ship an order and print the customer's messages."""
    chat = Chat()
    orders = embed(database, senders={Channel.EMAIL: chat})
    order = orders.create_order(new_order()).unwrap()
    orders.update_status(
        UpdateStatus(
            domain_id="dom_1",
            order_id=order.id,
            by="shop",
            status=OrderStatus.SHIPPED,
            notify_customer=True,
        )
    ).unwrap()
    orders.deliver_messages(DeliverMessages())
    print([line.partition(": ")[2] for line in chat.said["cus_1"]])
    told = orders.list_notifications(ListNotifications(domain_id="dom_1", order_id=order.id))
    print([each.state.value for each in told.unwrap()])


if __name__ == "__main__":
    main()
