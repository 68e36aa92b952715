"""Outbox messages that request refunds from the payment provider."""

from collections.abc import Iterator
from decimal import Decimal

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.timeline import Fact


def refund_requests(before: Order, after: Order) -> list[Message]:
    """Return the requests of the refunds that a change created, a message for each part.

    A refund of 0 moves no money. A refund without parts is one message with the refund's id.
    """
    known = {refund.id for refund in before.payment.refunds}
    created = (refund for refund in after.payment.refunds if refund.id not in known)
    return [
        _message(after, message_id, data)
        for refund in created
        if refund.amount
        for message_id, data in _requests(after, refund)
    ]


def refund_request(message: Message) -> RefundRequest:
    """Return the request of a message; those of earlier releases have no parts."""
    data = message.data
    of_part = "part_amount" in data

    def text(name: str) -> str | None:
        value = data.get(name)
        return None if value is None else str(value)

    return RefundRequest(
        domain_id=message.domain_id,
        order_id=message.order_id,
        refund_id=str(data["refund_id"]) if of_part else message.message_id,
        tender_id=text("tender_id"),
        provider_id=text("provider_id"),
        reference=text("reference"),
        amount=Decimal(str(data["part_amount" if of_part else "amount"])),
        currency=str(data["currency"]),
        reason=text("reason"),
    )


def _requests(order: Order, refund: Refund) -> Iterator[tuple[str, dict[str, Fact]]]:
    common: dict[str, Fact] = {"currency": refund.amount.currency, "reason": refund.reason}
    if not refund.parts:
        yield refund.id, {"amount": refund.amount.amount, **common}
    tenders = {tender.id: tender for tender in order.payment.tenders}
    for position, part in enumerate(refund.parts):
        tender = tenders[part.tender_id]
        # The position and not the tender's id, because a message id has 100 characters at most.
        # A relay of an earlier release needs "amount": without it, it leaves the part to others.
        yield (
            f"{refund.id}.{position}",
            {
                "refund_id": refund.id,
                "tender_id": tender.id,
                "provider_id": tender.provider_id,
                "reference": tender.reference,
                "part_amount": part.amount.amount,
                **common,
            },
        )


def _message(order: Order, message_id: str, data: dict[str, Fact]) -> Message:
    entry = order.timeline[-1]
    return Message(
        message_id=message_id,
        domain_id=order.domain_id,
        order_id=order.id,
        channel=Channel.PAYMENT,
        about=entry.type,
        version=entry.version,
        created_at=entry.at,
        data=data,
    )
