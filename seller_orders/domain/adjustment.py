"""Adjustments of an order's total: fees and tips, not discounts (contract, section 11)."""

from enum import StrEnum

from attrs import frozen

from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.values import TEXT_LENGTH, optional_text


class AdjustmentKind(StrEnum):
    """Kind of an adjustment."""

    FEE = "fee"
    TIP = "tip"
    DUTY = "duty"
    HANDLING = "handling"
    GIFT_WRAP = "gift_wrap"
    ROUNDING = "rounding"
    OTHER = "other"


@frozen(kw_only=True)
class Adjustment:
    """Amount that is added to an order's total; a negative one lowers it."""

    kind: AdjustmentKind
    label: str | None = optional_text(TEXT_LENGTH)
    amount: SignedMoney
