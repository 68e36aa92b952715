"""Lines of an order, and quantities of lines."""

from collections.abc import Mapping

from attrs import field, frozen

from seller_orders.domain.labels import attributes
from seller_orders.domain.money import Money
from seller_orders.domain.values import MAX_QUANTITY, NAME_LENGTH, TEXT_LENGTH, identifier, text


def quantity() -> int:
    """Return an attrs field for a number of units, from 1 to ``MAX_QUANTITY``."""

    def in_range(_: object, __: object, value: int) -> None:
        if not 1 <= value <= MAX_QUANTITY:
            raise ValueError(f"a quantity is from 1 to {MAX_QUANTITY}, not {value}")

    return field(validator=in_range)


@frozen(kw_only=True)
class LineItem:
    """Product in an order: ``quantity`` units at ``selling_price`` each.

    A line that requires no shipping, such as a download, is never fulfilled or restocked.
    """

    id: str = identifier()
    product_id: str = identifier()
    sku: str = text(TEXT_LENGTH)
    name: str = text(NAME_LENGTH)
    quantity: int = quantity()
    selling_price: Money
    requires_shipping: bool = True
    attributes: Mapping[str, str] = attributes()

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.selling_price * self.quantity

    @property
    def to_ship(self) -> int:
        """Units that have to be shipped: all, or 0 if the line requires no shipping."""
        return self.quantity if self.requires_shipping else 0


@frozen
class ItemQuantity:
    """Units of one line, in a fulfillment or a request for one."""

    id: str = identifier()
    quantity: int = quantity()


@frozen
class RestockedItem:
    """Units of one line that went back to stock."""

    id: str
    sku: str
    quantity: int
