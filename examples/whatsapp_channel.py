"""A notification channel: customers are notified over WhatsApp.

A channel is a name, a function that returns a customer's address, and a sender. Customers without
an address are not notified in it. ``python -m examples.whatsapp_channel`` runs it.
"""

from collections.abc import Callable

from attrs import evolve, frozen

from examples.shop import new_order
from seller_orders import (
    Customer,
    DeliverMessages,
    ListNotifications,
    Notification,
    NotificationChannel,
    OrderStatus,
    UndeliverableError,
    UpdateStatus,
    embed,
)


def whatsapp_number(customer: Customer) -> str | None:
    """Return the customer's number if it is an international one."""
    phone = customer.phone
    return phone if phone is not None and phone.startswith("+") else None


@frozen
class WhatsApp:
    """Sends a notification by ``post``, which calls the WhatsApp Business API in a real shop.

    Raise ``DeliveryError`` from it if the API does not accept a message: the relay tries again.
    """

    post: Callable[[str, str], None]

    def send(self, notification: Notification) -> None:
        """Send one line about the change."""
        order = notification.order
        number = whatsapp_number(order.customer)
        if number is None:
            raise UndeliverableError("the customer has no WhatsApp number")
        self.post(number, f"Order {order.number} is {notification.change.to} now.")


def main(database: str = "sqlite:///shop.db") -> None:
    """Ship an order, deliver the notification, and read the notification log."""
    whatsapp = NotificationChannel(
        name="whatsapp",
        address=whatsapp_number,
        sender=WhatsApp(lambda number, text: print(f"to {number}: {text}")),
    )
    orders = embed(database, channels=[whatsapp])
    create = new_order()
    customer = evolve(create.draft.customer, phone="+918765432109")
    create = evolve(create, draft=evolve(create.draft, customer=customer))
    order = orders.create_order(create).unwrap()
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
    logged = orders.list_notifications(ListNotifications(domain_id="dom_1", order_id=order.id))
    for each in logged.unwrap():
        print(each.channel, each.state)


if __name__ == "__main__":
    main()
