"""Tenders: the parts of a payment, such as a card and a gift card (contract, section 11)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from attrs import frozen

from seller_orders.domain.money import Money
from seller_orders.domain.values import TEXT_LENGTH, identifier, optional_text, text


class TenderStatus(StrEnum):
    """Status of a tender. The amount of an authorized one is the most that can be captured."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"


@frozen(kw_only=True)
class Tender:
    """Part of a payment; ``reference`` is the payment provider's id of it."""

    id: str = identifier()
    method: str = text(TEXT_LENGTH)
    amount: Money
    reference: str | None = optional_text(TEXT_LENGTH)
    provider_id: str | None = optional_text(TEXT_LENGTH)
    status: TenderStatus = TenderStatus.CAPTURED

    @property
    def is_captured(self) -> bool:
        """Return whether the amount has been paid."""
        return self.status is TenderStatus.CAPTURED


def captured_units(tenders: Iterable[Tender]) -> int:
    """Return the sum of the captured tenders, in units of ``Money``."""
    return sum(tender.amount.units for tender in tenders if tender.is_captured)


def add_up(tenders: Sequence[Tender], captured: Money) -> bool:
    """Return whether captured tenders, if there are tenders at all, add up to an amount."""
    return not tenders or captured_units(tenders) == captured.units
