"""Lines of an order, and quantities of lines."""

from attrs import field, frozen

from seller_orders.domain.money import Money
from seller_orders.domain.values import (
    MAX_QUANTITY,
    TEXT_LENGTH,
    identifier,
    optional_foreign_identifier,
    optional_text,
    text,
)


def quantity() -> int:
    """Return an attrs field for a number of units, from 1 to ``MAX_QUANTITY``."""

    def in_range(_: object, __: object, value: int) -> None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not (is_whole and 1 <= value <= MAX_QUANTITY):
            raise ValueError(f"a quantity is a whole number from 1 to {MAX_QUANTITY}, not {value}")

    return field(validator=in_range)


@frozen(kw_only=True)
class LineItem:
    """Product in an order: ``quantity`` units at ``selling_price`` each.

    New SKUs are foreign identifiers; those that earlier releases stored are any text.
    """

    id: str = identifier()
    product_id: str | None = optional_foreign_identifier()
    sku: str | None = optional_text(TEXT_LENGTH, least=1)
    name: str = text(TEXT_LENGTH)
    quantity: int = quantity()
    selling_price: Money

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.selling_price * self.quantity


@frozen
class ItemQuantity:
    """Units of one line, in a fulfillment or a request for one."""

    id: str = identifier()
    quantity: int = quantity()


@frozen
class RestockedItem:
    """Units of one line that went back to stock."""

    id: str
    sku: str | None
    quantity: int
