"""Fulfillments, as documents and views."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, TypedDict

from attrs import evolve
from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.address_codec import (
    AddressDocument,
    PersonDocument,
    RecipientDocument,
)
from seller_orders.adapters.shared.wire.field_types import (
    Count,
    Identifier,
    Quantity,
    Text,
    Timestamp,
    WebAddress,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.draft import FulfillmentDraft
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity


class ItemDocument(ValueDocument):
    """Units of a line."""

    VALUE: ClassVar[type] = ItemQuantity

    id: Identifier
    quantity: Quantity


@view_of(ItemDocument)
class ItemView(TypedDict):
    """Units of a line, in a fulfillment."""


class ShipmentDocument(ValueDocument):
    """A shipment: its items, its recipient and how it is sent."""

    VALUE: ClassVar[type] = Shipment

    items: Annotated[tuple[ItemDocument, ...], Meta(min_length=1)]
    shipping_method: Text | None = None
    provider_id: Text | None = None
    awb: Text | None = None
    tracking_url: WebAddress | None = None
    delivery_person: PersonDocument | None = None
    customer: RecipientDocument | None = None
    pickup_address: AddressDocument | None = None

    def shipment(self) -> Shipment:
        """Return the shipment."""
        shipment: Shipment = self.value()
        return shipment


class FulfillmentDocument(ShipmentDocument):
    """A fulfillment of a new order."""

    VALUE = FulfillmentDraft

    id: Identifier | None = None
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class ImportedFulfillment(FulfillmentDocument):
    """A fulfillment of an imported order. A null ``handed_over_at`` means never handed over."""

    VALUE = FulfillmentDraft

    handed_over_at: Timestamp | UnsetType | None = UNSET
    report_count: Count = 0

    def value(self) -> Any:
        """Return the draft."""
        draft = super().value()
        if self.handed_over_at is UNSET:
            return draft
        return evolve(draft, is_handed_over=self.handed_over_at is not None)


@view_of(ImportedFulfillment, "id status * handed_over_at report_count created_at updated_at")
class FulfillmentView(TypedDict):
    """A fulfillment."""

    id: str
    created_at: datetime
    updated_at: datetime


item_view = writer(ItemView, ItemQuantity)
fulfillment_view = writer(FulfillmentView, Fulfillment)
