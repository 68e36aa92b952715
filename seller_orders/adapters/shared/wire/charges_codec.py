"""Tax lines and adjustments of an order, as documents and views."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    NonEmptyText,
    Rate,
    SignedAmount,
    Text,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, TaxLineDraft
from seller_orders.domain.tax_line import TaxLine


class TaxLineDocument(ValueDocument, kw_only=True):
    """A tax of an order, as somebody else computed it."""

    VALUE = TaxLineDraft

    title: Annotated[NonEmptyText, about("Name of the tax.", "GST")]
    rate: Annotated[
        Rate,
        about("Rate of the tax, as a fraction or in percent, with at most six decimals.", 0.05),
    ]
    amount: Annotated[Amount, about("Amount of the tax, in the order's currency.", 5.25)]


@view_of(TaxLineDocument)
class TaxLineView(TypedDict):
    """A tax of an order."""


class AdjustmentDocument(ValueDocument, kw_only=True):
    """An amount that is added to an order's total."""

    VALUE = AdjustmentDraft

    kind: Annotated[AdjustmentKind, about("Kind of the adjustment.", "tip")]
    label: Annotated[Text | None, about("Name of the adjustment.", "For the rider")] = None
    amount: Annotated[
        SignedAmount,
        about("Amount in the order's currency; a negative one lowers the total.", 2.5),
    ]


@view_of(AdjustmentDocument)
class AdjustmentView(TypedDict):
    """An amount that is added to an order's total."""


tax_line_view = writer(TaxLineView, TaxLine)
adjustment_view = writer(AdjustmentView, Adjustment)
