"""A line of an order, and the quantities of lines that move together."""

from attrs import field, frozen

from seller_orders.domain.money import Money
from seller_orders.domain.values import MAX_QUANTITY, NAME_LENGTH, TEXT_LENGTH, identifier, text


def quantity() -> int:
    """Return an attrs field that holds a count of units, from 1 to ``MAX_QUANTITY``."""

    def in_range(_: object, __: object, value: int) -> None:
        if not 1 <= value <= MAX_QUANTITY:
            raise ValueError(f"a quantity is from 1 to {MAX_QUANTITY}, not {value}")

    return field(validator=in_range)


@frozen(kw_only=True)
class LineItem:
    """A product in an order: ``quantity`` units at ``selling_price`` each."""

    id: str = identifier()
    product_id: str = identifier()
    sku: str = text(TEXT_LENGTH)
    name: str = text(NAME_LENGTH)
    quantity: int = quantity()
    selling_price: Money

    @property
    def total(self) -> Money:
        """The line's price: unit price times quantity."""
        return self.selling_price * self.quantity


@frozen
class ItemQuantity:
    """Some units of one line: what a fulfillment carries, or is asked to."""

    id: str = identifier()
    quantity: int = quantity()


@frozen
class RestockedItem:
    """Units of one line that go back to inventory."""

    id: str
    sku: str
    quantity: int
