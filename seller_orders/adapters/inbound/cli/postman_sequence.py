"""Sequence of a Postman collection's requests: each succeeds after those before it."""

from typing import Final

from seller_orders.adapters.inbound.cli.postman_step import Step

_CARRIER: Final = "with a carrier"
_UPDATED: Final = ("body.success", "body.updated_count === 1")

SEQUENCE: Final = (
    Step(operation="create_order", checks=('body.status === "pending"',)),
    Step(operation="list_orders", checks=("body.orders.length > 0",)),
    Step(
        operation="list_orders",
        purpose="with words",
        query={"q": "anjali 87654"},
        checks=('body.orders.some((each) => each.order_id === pm.environment.get("order_id"))',),
    ),
    Step(
        operation="get_order",
        checks=('body.order_id === pm.environment.get("order_id")', "body.items.length === 1"),
    ),
    Step(
        operation="order_actions",
        checks=("body.cancel.allowed", "body.items_cancel.allowed", "body.fulfill.allowed"),
    ),
    Step(operation="update_attributes", checks=('body.attributes.gift_wrap === "red"',)),
    Step(
        operation="update_item_attributes",
        checks=('body.items[0].attributes.gift_wrap === "red"',),
    ),
    Step(operation="update_external_ids", checks=("Boolean(body.external_ids.erp)",)),
    Step(
        operation="edit_order",
        example="address",
        checks=('body.order.customer.phone === "+918765432100"', "body.balance === 0"),
    ),
    Step(operation="add_comment", checks=('body.comment.visibility === "internal"',)),
    Step(operation="assign_order", checks=('body.assignee === "usr_1"',)),
    Step(operation="update_payment", checks=('body.payment_status === "paid"',)),
    Step(operation="update_status", checks=('body.status === "processing"',)),
    Step(
        operation="create_fulfillment",
        checks=('body.fulfillment.status === "pending"',),
    ),
    Step(operation="cancel_fulfillment", checks=('body.fulfillment.status === "cancelled"',)),
    Step(
        operation="create_fulfillment",
        purpose="again",
        checks=('body.order.fulfillment_status === "partial"',),
    ),
    Step(operation="update_fulfillment", checks=('body.fulfillment.status === "delivered"',)),
    Step(
        operation="create_refund",
        example="by_units",
        purpose="by units",
        checks=(
            "body.refund.amount === 107.25",
            "body.order.items[0].refunded_quantity === 1",
            "body.order.totals.balance === 0",
        ),
    ),
    Step(
        operation="create_refund",
        checks=('body.order.financial_status === "partially_refunded"',),
    ),
    Step(operation="update_refund", checks=('body.refund.status === "succeeded"',)),
    Step(
        operation="create_return",
        purpose="to reject it",
        checks=('body.return.status === "requested"',),
    ),
    Step(operation="reject_return", checks=('body.return.status === "rejected"',)),
    Step(
        operation="create_return",
        purpose="to cancel it",
        checks=('body.order.return_status === "requested"',),
    ),
    Step(operation="cancel_return", checks=('body.return.status === "cancelled"',)),
    Step(operation="create_return", checks=("body.return.items[0].quantity === 1",)),
    Step(
        operation="approve_return",
        checks=('body.return.status === "approved"', "body.return.tracking.length === 1"),
    ),
    Step(
        operation="receive_return",
        checks=('body.return.status === "received"', "body.order.restocks.length === 1"),
    ),
    Step(operation="close_return", checks=('body.order.return_status === "returned"',)),
    Step(operation="list_refunds", checks=("body.refunds.length > 0",)),
    Step(operation="list_notifications", checks=("Array.isArray(body.notifications)",)),
    Step(operation="bulk_update", example="update_status", checks=_UPDATED),
    Step(operation="bulk_update", example="add_tags", checks=_UPDATED),
    Step(operation="bulk_update", example="remove_tags", checks=_UPDATED),
    Step(operation="bulk_update", example="assign", checks=_UPDATED),
    Step(operation="bulk_update", example="fulfill", checks=_UPDATED),
    Step(operation="create_order", purpose="to hold it", checks=("body.version === 1",)),
    Step(
        operation="hold_order",
        checks=('body.hold.reason === "fraud_risk"', "body.order.holds.length === 1"),
    ),
    Step(operation="release_hold", checks=("body.order.holds.length === 0",)),
    Step(operation="bulk_update", example="hold", checks=_UPDATED),
    Step(operation="bulk_update", example="release", checks=_UPDATED),
    Step(operation="create_order", purpose="to ship half of it", checks=("body.version === 1",)),
    Step(
        operation="create_fulfillment",
        purpose="half of the order",
        checks=('body.order.fulfillment_status === "partial"',),
    ),
    Step(operation="bulk_update", example="items_cancel", checks=_UPDATED),
    Step(operation="create_order", purpose="to cancel it", checks=("body.version === 1",)),
    Step(
        operation="cancel_items",
        checks=(
            "body.order.items[0].cancelled_quantity === 1",
            "body.order.totals.cancelled === 102.5",
            "body.refund.amount === 102.5",
        ),
    ),
    Step(
        operation="cancel_order",
        checks=('body.order.status === "cancelled"', "body.refund.amount === 112.75"),
    ),
    Step(
        operation="create_order",
        purpose=_CARRIER,
        checks=('body.fulfillment_status === "unfulfilled"',),
        for_carrier=True,
    ),
    Step(
        operation="create_fulfillment",
        purpose=_CARRIER,
        body={"provider_id": "{{provider_id}}", "awb": None, "tracking_url": None},
        checks=('body.fulfillment.provider_id === pm.environment.get("provider_id")',),
        for_carrier=True,
    ),
    Step(
        operation="track_shipment",
        checks=('body.fulfillment.id === pm.environment.get("fulfillment_id")',),
        for_carrier=True,
        # The carrier's booking may have changed the order meanwhile.
        sends_etag=False,
    ),
)
"""Requests of the merchant operations. Cancellation and carrier shipment create orders for it."""


ADMIN_SEQUENCE: Final = (
    Step(
        operation="create_domain",
        body={"id": None},
        checks=('body.name === "Pasta Palace"',),
        for_admin=True,
    ),
    Step(
        operation="list_domains",
        checks=('body.domains.some((each) => each.id === pm.environment.get("domain_id"))',),
        for_admin=True,
    ),
    Step(
        operation="get_domain",
        checks=('body.id === pm.environment.get("domain_id")',),
        for_admin=True,
    ),
    Step(
        operation="rename_domain",
        checks=('body.name === "Pasta Palace Pune"',),
        for_admin=True,
    ),
    Step(operation="domain_usage", checks=("body.months.length === 12",), for_admin=True),
    Step(operation="archive_domain", checks=("body.archived_at !== null",), for_admin=True),
    Step(operation="unarchive_domain", checks=("body.archived_at === null",), for_admin=True),
)
"""Requests that manage the installation. The first one registers the domains in use."""
