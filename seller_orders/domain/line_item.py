"""Lines of an order, and quantities of lines."""

from collections.abc import Mapping
from functools import cached_property

from attrs import Factory, field, frozen

from seller_orders.domain.metadata import attributes
from seller_orders.domain.money import Money
from seller_orders.domain.unit_price import UnitPrice
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

    A line that requires no shipping, such as a download, is never fulfilled or restocked.
    ``discount`` and ``tax`` are of the whole line. ``tax`` is None if it is unknown.
    ``cancelled_quantity`` units were taken off it, which were worth ``cancelled_worth``. Of them,
    ``restock_requested_quantity`` were to be restocked, and ``set_aside_quantity`` were at home and
    stayed there.
    New SKUs are foreign identifiers; those that earlier releases stored are any text.
    """

    id: str = identifier()
    product_id: str | None = optional_foreign_identifier()
    sku: str | None = optional_text(TEXT_LENGTH, least=1)
    name: str = text(TEXT_LENGTH)
    quantity: int = quantity()
    selling_price: UnitPrice
    discount: Money = Factory(lambda self: Money.zero(self.selling_price.currency), takes_self=True)
    tax: Money | None = None
    requires_shipping: bool = True
    attributes: Mapping[str, str] = attributes()
    cancelled_quantity: int = 0
    cancelled_worth: Money = Factory(
        lambda self: Money.zero(self.selling_price.currency), takes_self=True
    )
    restock_requested_quantity: int = 0
    set_aside_quantity: int = 0

    def __attrs_post_init__(self) -> None:
        """Raise ValueError if the discount is above the price, or too many units are cancelled."""
        # Without a discount the total is not negative.
        if self.discount and self.total_units < 0:
            raise ValueError(f"the discount of {self.id} is above the price of its units")
        restocked, aside = self.restock_requested_quantity, self.set_aside_quantity
        if not (restocked >= 0 <= aside and restocked + aside <= self.cancelled_quantity):
            raise ValueError(f"more units of {self.id} are set aside or restocked than cancelled")
        if self.cancelled_quantity > self.quantity:
            raise ValueError(f"more units of {self.id} are cancelled than ordered")

    @property
    def total(self) -> Money:
        """Unit price times quantity, rounded half up, less the line's discount."""
        return Money(self.total_units, self.selling_price.currency)

    @cached_property
    def total_units(self) -> int:
        """The total in units of ``Money``, which may be beyond the limit of ``Money``."""
        return self.selling_price.extended(self.quantity) - self.discount.units

    @property
    def to_ship(self) -> int:
        """Units ordered for shipping: all, or 0 if the line requires no shipping."""
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
    sku: str | None
    quantity: int
