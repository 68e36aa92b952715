"""Outbox messages of a change, made from the order's states before and after it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.application.events.payload import event_payload
from seller_orders.application.notification_templates import NOTIFIED_CHANGES, template_of
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import (
    LEASE,
    CarrierRequest,
    Channel,
    Message,
    Template,
)
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FieldProblem, InvalidFields, NothingToTell, Refusal
from seller_orders.domain.stock import Restock
from seller_orders.domain.timeline import Fact, TimelineEntry


def events(before: Order | None, after: Order) -> list[Message]:
    """Return the events of the changes between two states; ``before`` is None for a new order.

    An event has its timeline entry's id. Its ``data`` are the entry's from, to, note, by and facts,
    and the order as it is after the change, which later deliveries repeat.
    """
    return [
        _message(
            after, entry, entry.id, Channel.EVENT, _facts_of(entry) | event_payload(after, entry)
        )
        for entry in _between(before, after)
    ]


def notifications(before: Order, after: Order, *, in_bulk: bool = False) -> list[Message]:
    """Return the notifications of the changes between two states.

    Their ``data`` are the template and an ``OrderSnapshot``. Names and addresses are read from the
    order at delivery.
    """
    return [
        notification
        for entry in _between(before, after)
        if entry.notified and (template := template_of(entry, in_bulk=in_bulk))
        for notification in _notifications(after, entry, entry.notified, template)
    ]


def notifications_of(
    order: Order, version: int, channels: Iterable[str]
) -> Result[list[Message], Refusal]:
    """Return the notifications of the change that made a version."""
    entry = order.change_of(version)
    if entry is None:
        detail = f"The order's timeline has no change with version {version}."
        return Failure(InvalidFields((FieldProblem("unknown_version", detail, ("version",)),)))
    template = template_of(entry)
    if template is None:
        moved = f"{entry.type} to {entry.to}" if entry.to else entry.type
        return Failure(NothingToTell(moved, NOTIFIED_CHANGES))
    if template is Template.REFUND and not OrderSnapshot.at(order, version).refund:
        return Failure(NothingToTell("a refund of 0", NOTIFIED_CHANGES))
    return Success(_notifications(order, entry, channels, template))


def snapshot_of(message: Message) -> OrderSnapshot | None:
    """Return a notification's snapshot; None if an earlier release recorded the message."""
    facts: Any = message.data.get("snapshot")
    return None if facts is None else OrderSnapshot.of(facts)


def carrier_requests(before: Order, after: Order) -> list[Message]:
    """Return the requests to carriers: bookings of new fulfillments, cancellations of others.

    A booking has its fulfillment's id, and the process that records it holds it for a lease. A
    cancellation has its change's id, because imported fulfillments of several orders may share one.
    """
    known = {fulfillment.id: fulfillment for fulfillment in before.fulfillments}
    requests = list[Message]()
    for position, each in enumerate(after.fulfillments):
        if each.shipment.provider_id is None:
            continue
        if each.id not in known:
            booking = _carrier_request(after, each, CarrierRequest.BOOK, each.id)
            requests.append(evolve(booking, held_until=booking.created_at + LEASE))
        elif each.status is FulfillmentStatus.CANCELLED is not known[each.id].status:
            id = f"{after.timeline[-1].id}.carrier{position}"
            requests.append(_carrier_request(after, each, CarrierRequest.CANCEL, id))
    return requests


def restock_request(order: Order, restock: Restock) -> Message:
    """Return the restock of the order's last change, for an external inventory."""
    entry = order.timeline[-1]
    units: list[Fact] = [{"id": i.id, "sku": i.sku, "quantity": i.quantity} for i in restock.items]
    return _message(order, entry, f"{entry.id}.restock", Channel.INVENTORY, {"items": units})


def restocked_items(message: Message) -> tuple[RestockedItem, ...]:
    """Return the units of a restock message."""
    items: Any = message.data["items"]
    return tuple(RestockedItem(each["id"], each["sku"], each["quantity"]) for each in items)


def _carrier_request(
    order: Order, fulfillment: Fulfillment, request: CarrierRequest, message_id: str
) -> Message:
    data = {
        "request": request,
        "fulfillment_id": fulfillment.id,
        "provider_id": fulfillment.shipment.provider_id,
    }
    return _message(order, order.timeline[-1], message_id, Channel.CARRIER, data)


def _notifications(
    order: Order, entry: TimelineEntry, channels: Iterable[str], template: Template
) -> list[Message]:
    snapshot = OrderSnapshot.at(order, entry.version).facts()
    data: dict[str, Fact] = {"template": template, "snapshot": snapshot}
    return [_message(order, entry, f"{entry.id}.{channel}", channel, data) for channel in channels]


def _between(before: Order | None, after: Order) -> Iterator[TimelineEntry]:
    yield from after.timeline[len(before.timeline) if before else 0 :]


def _facts_of(entry: TimelineEntry) -> dict[str, Fact]:
    return {"from": entry.from_, "to": entry.to, "note": entry.note, "by": entry.by, **entry.data}


def _message(
    order: Order,
    entry: TimelineEntry,
    message_id: str,
    channel: str,
    data: Mapping[str, Fact],
) -> Message:
    return Message(
        message_id=message_id,
        domain_id=order.domain_id,
        order_id=order.id,
        channel=channel,
        about=entry.type,
        version=entry.version,
        created_at=entry.at,
        data=data,
    )
