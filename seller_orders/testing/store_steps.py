"""Steps on a store for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, ChangeType
from seller_orders.testing import sample_order
from seller_orders.testing.store import Store

_numbers = count(1)


def fresh_domain() -> str:
    """Return a new domain, so that examples can share a store."""
    return f"dom_{next(_numbers)}"


def order(id: str = "ord_1", domain_id: str = "dom_1", **fields: Any) -> Order:
    """Return the sample order; its number is its id unless one is given."""
    return sample_order.order(id=id, domain_id=domain_id, **{"number": id} | fields)


def keep(store: Store, *orders: Order) -> None:
    """Store orders, in one unit of work per domain."""
    for domain_id in dict.fromkeys(order.domain_id for order in orders):
        with store.begin(domain_id) as tx:
            tx.orders.add(*(order for order in orders if order.domain_id == domain_id))
            tx.commit()


def kept(store: Store, id: str = "ord_1", domain_id: str = "dom_1") -> Order:
    """Read an order, which must exist."""
    return store.reader.order(domain_id, id).unwrap()


def is_kept(store: Store, id: str = "ord_1", domain_id: str = "dom_1") -> bool:
    """Return True if an order exists."""
    return store.reader.order(domain_id, id).map(lambda _: True).value_or(False)


def tagged(order: Order, tag: str) -> Order:
    """Return the order's next version with one more tag."""
    change = Change(id=f"evt_{order.version + 1}", at=sample_order.LATER, by="key:1")
    return order.add_tags([tag], change)


def give_back(
    store: Store,
    units: dict[str, int],
    order_id: str = "ord_1",
    domain_id: str = "dom_1",
    *,
    commit: bool = True,
) -> None:
    """Restock units of an order, by line id."""
    with store.begin(domain_id) as tx:
        before = tx.orders.get(domain_id, order_id).unwrap()
        change = Change(id=f"evt_{before.version + 1}", at=sample_order.LATER, by="key:1")
        after = before.restock(units, change)
        tx.orders.save(after)
        tx.inventory.restore((after, after.restocks[-1]))
        if commit:
            tx.commit()


def message(
    id: str = "evt_1.log",
    domain_id: str = "dom_1",
    *,
    order_id: str = "ord_1",
    channel: str = Channel.LOG,
    version: int = 2,
    minutes: int = 0,
    seconds: float = 0,
) -> Message:
    """Return a message, created so long after the sample order's last change."""
    return Message(
        message_id=id,
        domain_id=domain_id,
        order_id=order_id,
        channel=channel,
        about=ChangeType.STATUS_CHANGED,
        version=version,
        created_at=sample_order.LATER + timedelta(minutes=minutes, seconds=seconds),
    )
