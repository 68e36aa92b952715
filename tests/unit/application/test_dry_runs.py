"""A dry run returns the same outcome as the call, for any order."""

from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.application.commands.add_comment import AddComment
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.commands.edit_order import EditOrder
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.domain.comment import CommentVisibility
from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import MAX_QUANTITY
from seller_orders.testing.sample_order import (
    cancellation_request,
    hold_request,
    item_cancellation,
)
from seller_orders.testing.strategies import orders
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World


@settings(max_examples=25)
@given(
    order=orders(domain_ids=st.just("dom_1")),
    status=st.sampled_from(OrderStatus),
    booleans=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_a_dry_run_is_the_call_without_its_effects(
    order: Order, status: OrderStatus, booleans: tuple[bool, bool, bool]
):
    notify, refund, restock = booleans
    named: dict[str, Any] = {"domain_id": "dom_1", "order_id": order.id, "by": "key:1"}
    named["notify_customer"] = notify
    request = cancellation_request(refund=refund, restock=restock)
    first_line = Shipment(items=(ItemQuantity(order.lines[0].id, 1),))
    commands: dict[str, Any] = {
        "update_status": UpdateStatus(**named, status=status),
        "cancel_order": CancelOrder(**named, request=request),
        "create_fulfillment": CreateFulfillment(**named, shipment=first_line),
    }
    commands["cancel_items"] = CancelItems(
        **named,
        request=item_cancellation({order.lines[0].id: 1}, refund=refund, restock=restock),
    )
    unit = (ItemQuantity(order.lines[0].id, 1),)
    commands["create_refund"] = CreateRefund(**named, items=unit)
    del named["notify_customer"]
    commands["hold_order"] = HoldOrder(**named, request=hold_request(handle="risk-7"))
    some_hold = order.holds[0].id if order.holds else "hld_none"
    commands["release_hold"] = ReleaseHold(**named, hold_id=some_hold)
    commands["add_comment"] = AddComment(
        **named, text="Call first", visibility=CommentVisibility.INTERNAL
    )
    commands["assign_order"] = AssignOrder(**named, user_id="usr_1")
    cash = (TenderDraft(method="cash", amount=Decimal(1)),)
    more = LineEdit(id=order.lines[0].id, quantity=min(order.lines[0].quantity + 1, MAX_QUANTITY))
    commands["edit_order"] = EditOrder(**named, edit=OrderEdit(items=(more,), note="One more."))
    commands["update_payment"] = UpdatePayment(
        **named, status=PaymentStatus.PAID, tenders=cash, overpayment=True
    )

    for operation, command in commands.items():
        dry, wet = World.of(order), World.of(order)
        with nothing_changes(dry):
            tried = getattr(dry, operation)(evolve(command, dry_run=True))

        assert tried == getattr(wet, operation)(command)
