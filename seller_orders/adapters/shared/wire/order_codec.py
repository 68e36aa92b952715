"""Codec of an order: the one definition of its fields outside the domain and the tables.

The documents of an order and its parts declare the fields. The import, the export, the detail
(GET /orders/{id}), the state between layers and the OpenAPI schemas are derived from them.
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, TypedDict

from msgspec import Meta, field

from seller_orders.adapters.shared.wire.address_codec import AddressDocument, CustomerDocument
from seller_orders.adapters.shared.wire.charges_codec import AdjustmentDocument, TaxLineDocument
from seller_orders.adapters.shared.wire.field_descriptions import (
    ASSIGNEE,
    ATTRIBUTES,
    CHANGED_AT,
    DOMAIN_ID,
    EXTERNAL_IDS,
    FINANCIAL_STATUS,
    FULFILLMENT_STATUS,
    ORDER_ID,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_STATUS,
    PLACED_AT,
    RETURN_STATUS,
    SHIP_BY,
    STORE_ID,
    VERSION,
    about,
)
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    Attributes,
    AwareDatetime,
    Currency,
    ExternalIds,
    ForeignIdentifier,
    Identifier,
    NonEmptyText,
    Note,
    OrderId,
    Quantity,
    QuantityOrZero,
    Tag,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import (
    FulfillmentDocument,
    ImportedFulfillment,
)
from seller_orders.adapters.shared.wire.history_codec import (
    CancellationDocument,
    RestockDocument,
    RestockView,
    TimelineDocument,
    Version,
)
from seller_orders.adapters.shared.wire.hold_codec import HoldDocument
from seller_orders.adapters.shared.wire.payment_codec import ImportedPayment, PaymentDocument
from seller_orders.adapters.shared.wire.return_codec import ReturnDocument
from seller_orders.adapters.shared.wire.timeline_documents import timeline_views
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.draft import LineDraft, OrderDraft
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.domain.unit_ledger import LineUnits

_PAYMENT: Final = about("Payment of the order.")
_FULFILLMENTS: Final = about("Fulfillments (shipments) of the order, oldest first.", [])


class LineDocument(ValueDocument, kw_only=True):
    """A line item."""

    VALUE = LineDraft

    id: Annotated[Identifier, about("Id of the line, unique in its order.", "iid_001")]
    product_id: Annotated[
        ForeignIdentifier | None,
        about("Id of the product in your catalog; null without one.", "prd_1"),
    ] = None
    sku: Annotated[
        ForeignIdentifier | None, about("SKU of the product; null without one.", "PASTA-ALF")
    ] = None
    name: Annotated[NonEmptyText, about("Name of the product.", "Alfredo Pasta")]
    quantity: Annotated[Quantity, about("Number of ordered units.", 2)]
    selling_price: Annotated[
        Amount, about("Price of one unit. In every currency it may have up to six decimals.", 100)
    ]
    discount: Annotated[
        Amount, about("Discount on the whole line, at most selling_price × quantity.", 0)
    ] = field(default_factory=Amount)
    tax: Annotated[
        Amount | None,
        about("Tax of the whole line, as you computed it; null if it is unknown.", 5.25),
    ] = None
    requires_shipping: Annotated[
        bool, about("False for a line that is never shipped, such as a download.", True)
    ] = True
    attributes: Annotated[Attributes, ATTRIBUTES] = field(default_factory=dict)


class ImportedLine(LineDocument, kw_only=True):
    """A line item with its cancelled units."""

    VALUE = LineDraft

    cancelled_quantity: Annotated[
        QuantityOrZero, about("Units that were taken off the line (`items/cancel`).", 0)
    ] = field(default_factory=QuantityOrZero)
    cancelled_worth: Annotated[
        Amount,
        about("Amount by which the cancelled units lowered the order's total.", 0),
    ] = field(default_factory=Amount)
    restock_requested_quantity: Annotated[
        QuantityOrZero, about("Cancelled units whose cancellation asked for a restock.", 0)
    ] = field(default_factory=QuantityOrZero)
    set_aside_quantity: Annotated[
        QuantityOrZero,
        about("Cancelled units that were not with a courier and did not go back to stock.", 0),
    ] = field(default_factory=QuantityOrZero)


@view_of(
    ImportedLine,
    "* cancelled_quantity cancelled_worth restock_requested_quantity set_aside_quantity "
    "fulfilled_quantity refunded_quantity remaining_quantity total",
)
class LineView(TypedDict):
    """A line item, and how many of its units are cancelled, fulfilled, refunded or remain."""

    fulfilled_quantity: Annotated[
        int,
        about("Units in active fulfillments: all that are not failed, returned or cancelled.", 0),
    ]
    refunded_quantity: Annotated[
        int, about("Units that refunds credit. Failed refunds do not count.", 0)
    ]
    remaining_quantity: Annotated[
        int,
        about(
            "Units that can still be shipped: neither cancelled nor fulfilled, nor refunded and "
            "back. 0 for a line that requires no shipping.",
            2,
        ),
    ]
    total: Annotated[
        Decimal,
        about("selling_price × quantity, rounded half up to the currency, less the discount.", 200),
    ]


class OrderDocument(ValueDocument, kw_only=True):
    """A new order."""

    VALUE = OrderDraft
    RENAMED: ClassVar = {"items": "lines"}
    EXAMPLE: ClassVar[dict[str, Any]] = {
        "store_id": "store_web",
        "currency": "INR",
        "customer": {"id": "cus_1", "name": "Anjali Patel", "phone": "+918765432109"},
        "items": [
            {
                "id": "iid_001",
                "product_id": "prd_1",
                "sku": "PASTA-ALF",
                "name": "Alfredo Pasta",
                "quantity": 2,
                "selling_price": 100,
            }
        ],
        "shipping_total": 10,
        "tax_total": 5.25,
        "discount_total": 0,
        "payment": {"status": "paid", "method": "card", "amount_paid": 215.25},
    }

    order_id: Annotated[
        OrderId | None, about("Id of the order; generated by default.", "ord_1001")
    ] = None
    order_number: Annotated[
        NonEmptyText | None,
        about(
            "Number of the order, unique in its store; the domain's next one by default.", "1001"
        ),
    ] = None
    store_id: Annotated[Identifier, STORE_ID]
    created_at: Annotated[
        Timestamp | None,
        about("Time when the order was placed; now by default.", "2026-11-26T09:00:00Z"),
    ] = None
    currency: Annotated[
        Currency, about("Currency of all amounts: an ISO 4217 code, also a withdrawn one.", "INR")
    ]
    status: Annotated[OrderStatus, ORDER_STATUS] = OrderStatus.PENDING
    customer: Annotated[CustomerDocument, about("Customer of the order.")]
    items: Annotated[tuple[LineDocument, ...], Meta(min_length=1), about("Lines of the order.")]
    shipping_total: Annotated[Amount, about("Shipping costs.", 10)]
    tax_total: Annotated[
        Amount, about("Taxes of the whole order. They are added unless prices include tax.", 5.25)
    ]
    discount_total: Annotated[
        Amount,
        about(
            "Discount on the whole order, besides those of its lines: at most the lines' totals "
            "and shipping_total together. Imports may exceed that.",
            0,
        ),
    ]
    payment: Annotated[PaymentDocument, _PAYMENT]
    shipping_address: Annotated[
        AddressDocument | None, about("Address that the order is shipped to.")
    ] = None
    billing_address: Annotated[AddressDocument | None, about("Address on the invoice.", None)] = (
        None
    )
    fulfillments: Annotated[tuple[FulfillmentDocument, ...], _FULFILLMENTS] = ()
    tags: Annotated[tuple[Tag, ...], about("Tags of the order.", ["gift"])] = ()
    note: Annotated[Note | None, about("Note on the order.", "Ring twice")] = None
    external_ids: Annotated[ExternalIds, EXTERNAL_IDS] = field(default_factory=dict)
    attributes: Annotated[Attributes, ATTRIBUTES] = field(default_factory=dict)
    ship_by: Annotated[Timestamp | None, SHIP_BY] = None
    assignee: Annotated[Identifier | None, ASSIGNEE] = None
    replaces: Annotated[
        Identifier | None,
        about(
            "Id of the order that this one replaces. If the domain has it, its `replaced_by` names "
            "this one.",
            None,
        ),
    ] = None
    prices_include_tax: Annotated[
        bool, about("True if prices and shipping_total include the tax of tax_total.", False)
    ] = False
    tax_lines: Annotated[
        tuple[TaxLineDocument, ...],
        about("Taxes of the order, as you computed them; they are not part of any sum.", []),
    ] = ()
    adjustments: Annotated[
        tuple[AdjustmentDocument, ...],
        about("Fees, tips and similar amounts. They are part of the total.", []),
    ] = ()

    def draft(self) -> OrderDraft:
        """Return the draft of the order."""
        draft: OrderDraft = self.value()
        return draft


class ImportedOrder(OrderDocument, kw_only=True):
    """An order document with the order's history, as exports write it."""

    VALUE = OrderDraft

    items: Annotated[tuple[ImportedLine, ...], Meta(min_length=1), about("Lines of the order.")]
    payment: Annotated[ImportedPayment, _PAYMENT]
    fulfillments: Annotated[tuple[ImportedFulfillment, ...], _FULFILLMENTS] = ()
    version: Annotated[Version, VERSION] = 1
    updated_at: Annotated[Timestamp | None, CHANGED_AT] = None
    cancellation: Annotated[
        CancellationDocument | None,
        about("Record of the cancellation; null if the order was not cancelled.", None),
    ] = None
    timeline: Annotated[
        tuple[TimelineDocument, ...], about("All changes of the order, oldest first.")
    ] = ()
    replaced_by: Annotated[
        tuple[Identifier, ...], about("Ids of the orders that replace this one.", [])
    ] = ()
    returns: Annotated[
        tuple[ReturnDocument, ...], about("Returns of units, oldest first.", [])
    ] = ()
    holds: Annotated[
        tuple[HoldDocument, ...], about("Holds that were not released, oldest first.", [])
    ] = ()
    restocks: Annotated[
        tuple[RestockDocument, ...] | None,
        about(
            "Units that were returned to stock, by cause. If it is null or missing, it is derived "
            "from the cancellation.",
            [],
        ),
    ] = None


class TotalsView(TypedDict):
    """The amounts of an order."""

    subtotal: Annotated[Decimal, about("Sum of the lines' totals.", 200)]
    discount: Annotated[
        Decimal, about("Discount on the whole order, besides those of its lines.", 0)
    ]
    shipping: Annotated[Decimal, about("Shipping costs.", 10)]
    tax: Annotated[Decimal, about("Taxes of the whole order.", 5.25)]
    adjustments: Annotated[Decimal, about("Sum of the adjustments, which may be negative.", 0)]
    cancelled: Annotated[
        Decimal, about("Worth of the units that were cancelled (`items/cancel`).", 0)
    ]
    total: Annotated[
        Decimal,
        about(
            "Amount that the customer has to pay: subtotal - discount + shipping + adjustments - "
            "cancelled, and + tax if prices do not include it.",
            215.25,
        ),
    ]
    captured: Annotated[Decimal, about("Amount that the customer has paid.", 215.25)]
    refunded: Annotated[Decimal, about("Sum of all refunds that have not failed.", 0)]
    balance: Annotated[
        Decimal,
        about(
            "Amount that is still open: above 0 the customer owes it, below 0 the customer is "
            "owed it.",
            0,
        ),
    ]


@view_of(
    ImportedOrder,
    "order_id order_number domain_id store_id version status payment_status fulfillment_status "
    "financial_status return_status currency customer items totals prices_include_tax tax_lines "
    "adjustments payment shipping_address billing_address fulfillments returns holds restocks "
    "timeline cancellation * "
    "created_at updated_at",
    without=("shipping_total", "tax_total", "discount_total"),
)
class OrderDetail(TypedDict):
    """The whole order."""

    order_id: Annotated[str, ORDER_ID]
    order_number: Annotated[str, ORDER_NUMBER]
    domain_id: Annotated[str, DOMAIN_ID]
    payment_status: Annotated[PaymentStatus, PAYMENT_STATUS]
    fulfillment_status: Annotated[FulfillmentProgress, FULFILLMENT_STATUS]
    financial_status: Annotated[FinancialStatus, FINANCIAL_STATUS]
    return_status: Annotated[OrderReturnStatus, RETURN_STATUS]
    items: list[LineView]
    totals: Annotated[TotalsView, about("Amounts of the order.")]
    restocks: list[RestockView]
    created_at: Annotated[AwareDatetime, PLACED_AT]
    updated_at: AwareDatetime


line_view = writer(
    LineView,
    LineItem,
    computed=("fulfilled_quantity", "refunded_quantity", "remaining_quantity", "total"),
)
totals_view = writer(
    TotalsView,
    Order,
    refunded="payment.refunded",
    adjustments="adjustments_total",
    cancelled="cancelled_worth",
)
order_view = writer(
    OrderDetail,
    Order,
    computed=("items", "totals", "timeline"),
    order_id="id",
    order_number="number",
)


def order_detail(order: Order) -> OrderDetail:
    """Return the detail of an order: amounts are exact decimals, times are in UTC."""
    detail: Any = order_view(order)
    detail["items"] = [_line(line, order.units[line.id]) for line in order.lines]
    detail["totals"] = totals_view(order)
    detail["timeline"] = timeline_views(order.timeline)
    whole: OrderDetail = detail
    return whole


def _line(line: LineItem, units: LineUnits) -> LineView:
    view: Any = line_view(line)
    view["fulfilled_quantity"] = units.fulfilled
    view["refunded_quantity"] = units.refunded
    view["remaining_quantity"] = units.remaining
    view["total"] = amount_of(line.total_units)
    whole: LineView = view
    return whole
