"""Request for a refund, of an amount or by units, and its terms (contract, sections 3 and 7)."""

from decimal import Decimal

from attrs import frozen

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import Money
from seller_orders.domain.payment import RefundedItem, RefundPart
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.values import NOTE_LENGTH, identifier, optional_identifier, optional_text


@frozen(kw_only=True)
class TenderShare:
    """Amount of a refund that is to go back to one tender, in the order's currency."""

    id: str = identifier()
    amount: Decimal


@frozen(kw_only=True)
class RefundRequest:
    """Request for a refund: either ``amount``, or at least one of items, shipping and adjustment.

    ``tenders`` None leaves it to the rule which tenders the refund goes back to.
    """

    amount: Decimal | None = None
    items: tuple[ItemQuantity, ...] = ()
    shipping: Decimal | None = None
    adjustment: Decimal | None = None
    return_id: str | None = optional_identifier()
    reason: str | None = optional_text(NOTE_LENGTH)
    tenders: tuple[TenderShare, ...] | None = None


@frozen(kw_only=True)
class RefundTerms:
    """Effects of an allowed refund, in the order's currency.

    ``amount`` may be less than what ``items``, ``shipping`` and ``adjustment`` credit: it is what
    the customer is owed. It is 0 if goods of an unpaid order come back.
    """

    amount: Money
    items: tuple[RefundedItem, ...]
    shipping: Money
    adjustment: SignedMoney
    return_id: str | None
    reason: str | None
    parts: tuple[RefundPart, ...]
