from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given

from seller_orders.adapters.shared.wire.commit_documents import CommitDocument, commit_document
from seller_orders.adapters.shared.wire.json_codec import decode
from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    OrderChange,
    StoredResponse,
)
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.strategies import orders

AT = datetime(2026, 11, 26, 12, 30, 0, 5, UTC)


@given(orders())
def test_a_commit_document_decodes_to_its_command(order: Order):
    sent = CommitChanges(
        domain_id=order.domain_id,
        orders=(OrderChange(order, 3), OrderChange(order, None)),
        messages=(
            Message(
                message_id="evt_1.email",
                domain_id=order.domain_id,
                order_id=order.id,
                channel=Channel.EMAIL,
                about=ChangeType.CANCELLED,
                version=4,
                created_at=AT,
                data={"amount": Decimal("10.50"), "items": [{"id": "iid_1", "quantity": 1}]},
                held_until=AT,
            ),
        ),
        answer=StoredResponse(key='a "key"', fingerprint="f", answer=b"\x00\xff", replaces=True),
    )

    read = decode(CommitDocument, commit_document(sent)).unwrap()

    assert read.command(order.domain_id) == sent
