"""Edits of a reference order, by hand from the contract's section 7; amounts are in paise."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import Factory, define, evolve, frozen

from seller_orders.testing import reference_rules
from seller_orders.testing.bookkeeper import Bookkeeper
from seller_orders.testing.reference_holds import ModelHolds
from seller_orders.testing.reference_sums import line_total, order_total, worths_in_minor_units


@frozen(kw_only=True)
class ModelLine:
    """Line: its quantity, its price in rupees, its discount, and its tax if that is known."""

    quantity: int
    price: Fraction = Fraction(0)
    discount: int = 0
    tax: int | None = None

    @property
    def total(self) -> int:
        """Return the line's total."""
        return int(line_total(self.price, self.quantity) * 100) - self.discount


@frozen(kw_only=True)
class ModelTerms:
    """Parts of an order that an edit may change."""

    lines: Mapping[str, ModelLine]
    discount: int = 0
    shipping: int = 0
    tax: int = 0
    adjustment: int = 0
    prices_include_tax: bool = False
    city: str | None = None
    email: str | None = None
    note: str | None = None
    ship_by: int | None = None

    @property
    def total(self) -> int:
        """Return what the customer pays, before units are taken off."""
        found = order_total(
            [Fraction(line.total) for line in self.lines.values()],
            discount=Fraction(self.discount),
            shipping=Fraction(self.shipping),
            tax=Fraction(self.tax),
            adjustments=[Fraction(self.adjustment)],
            prices_include_tax=self.prices_include_tax,
        )
        return int(found)

    @property
    def discountable(self) -> int:
        """Return the largest discount."""
        return sum(line.total for line in self.lines.values()) + self.shipping

    def worths(self) -> tuple[dict[str, int], int]:
        """Return the worth of each line by its id, and that of the shipping."""
        lines, shipping = worths_in_minor_units(
            [line.total for line in self.lines.values()],
            [line.tax for line in self.lines.values()],
            discount=self.discount,
            shipping=self.shipping,
            tax=self.tax,
            prices_include_tax=self.prices_include_tax,
        )
        return dict(zip(self.lines, lines, strict=True)), shipping

    def taxes(self) -> list[int | None]:
        """Return the lines' taxes."""
        return [line.tax for line in self.lines.values()]


@frozen(kw_only=True)
class ModelEdit:
    """Edit of a reference order; ``named`` has the fields of ``ModelTerms`` that it sets.

    ``items`` has the new fields of lines, each with its quantity; ``added`` has new lines.
    """

    items: Sequence[tuple[str, Mapping[str, Any]]] = ()
    added: Sequence[tuple[str, ModelLine]] = ()
    named: Mapping[str, Any] = Factory(dict)

    @property
    def names_money(self) -> bool:
        """Return whether it names lines or amounts."""
        amounts = {"discount", "shipping", "tax", "adjustment"}
        return bool(self.items or self.added or amounts & set(self.named))

    @property
    def names_delivery(self) -> bool:
        """Return whether it names the address, the contact or the time to ship by."""
        return bool({"city", "email", "ship_by"} & set(self.named))


@define(kw_only=True)
class ModelEdits(ModelHolds):
    """Order with its terms, as they are after the last edit."""

    terms: ModelTerms
    books: Bookkeeper
    is_edited: bool = False

    def edit(self, edit: ModelEdit) -> str:
        """Edit lines, amounts, the address, the contact or the note."""
        if outcome := self._refusal_of_parts(edit) or self._refusal_of_lines(edit):
            return outcome
        lines = {
            id: evolve(line, **dict(edit.items).get(id, {}))
            for id, line in self.terms.lines.items()
        }
        kept = {id: line for id, line in lines.items() if line.quantity}
        if any(line.total < 0 for line in kept.values()):
            return "total_below_zero"
        left = [*kept.values(), *(line for _, line in edit.added)]
        uncancelled = [
            line for id, line in kept.items() if line.quantity > self.cancelled.get(id, 0)
        ]
        if not uncancelled and not edit.added and (not left or self._has_units):
            return "nothing_would_remain"
        after = self._after(edit, kept | dict(edit.added))
        if after.tax < 0:
            return "total_below_zero"
        if (after.lines, after.discount, after.shipping, after.tax, after.adjustment) != (
            self.terms.lines,
            self.terms.discount,
            self.terms.shipping,
            self.terms.tax,
            self.terms.adjustment,
        ):
            if after.discount > after.discountable:
                return "invalid_fields"
            if after.total < self.books.cancelled:
                return "total_below_zero"
        before = self.terms
        self._take_terms(after)
        is_left = self.remaining or any(
            one.is_active and not one.was_handed_over for one in self.fulfillments.values()
        )
        if edit.names_delivery and self._is_open and not is_left:
            self._take_terms(before)
            return "nothing_to_hand_over"
        if after != before:
            self.digital = self.digital & self.ordered.keys()
            self._drop_holds_of_removed_lines()
            self.is_edited = True
            self.history.append(("order.edited", None, None))
        return "ok"

    @property
    def _is_open(self) -> bool:
        return self.status not in {"cancelled", "delivered", "refunded"}

    @property
    def _has_units(self) -> bool:
        return any(units > self.cancelled.get(id, 0) for id, units in self.ordered.items())

    def _refusal_of_parts(self, edit: ModelEdit) -> str:
        is_waiting = any(
            one.is_active and not one.was_handed_over for one in self.fulfillments.values()
        )
        has_parcel = self._is_open or (is_waiting and self.status != "cancelled")
        is_late = edit.names_money and not self._is_open
        return "order_is_closed" if is_late or (edit.names_delivery and not has_parcel) else ""

    def _refusal_of_lines(self, edit: ModelEdit) -> str:
        named, added = [id for id, _ in edit.items], [id for id, _ in edit.added]
        if any(id not in self.ordered for id in named):
            return "unknown_item"
        if len(set(named)) < len(named) or len({*self.ordered, *added}) < len(
            [*self.ordered, *added]
        ):
            return "duplicate_item"
        is_below = any(fields["quantity"] < self.least(id) for id, fields in edit.items)
        return "below_fulfilled" if is_below else ""

    def least(self, line: str) -> int:
        """Return the smallest quantity that a line can have; 0 if it can be removed."""
        credited = self.refunded_units if line in self.digital else self.spent
        used = [self.cancelled.get(line, 0), self.fulfilled[line], credited[line]]
        back = self.restocked_for(*reference_rules.RESTOCK_CAUSES)[line]
        return max(sum(used), back, line in self._lines_that_parts_name)

    @property
    def _lines_that_parts_name(self) -> set[str]:
        shipped = {line for one in self.fulfillments.values() for line in one.items}
        credited = {line for one in self.books.refunds.values() for line, _, _ in one.worths}
        return shipped | credited

    def _after(self, edit: ModelEdit, lines: dict[str, ModelLine]) -> ModelTerms:
        after = evolve(self.terms, **{**edit.named, "lines": lines})
        taxes = self.terms.taxes(), after.taxes()
        if "tax" not in edit.named and None not in taxes[0] and None not in taxes[1]:
            then, now = (sum(filter(None, each)) for each in taxes)
            after = evolve(after, tax=after.tax + now - then)
        return after

    def _take_terms(self, terms: ModelTerms) -> None:
        self.terms = terms
        self.ordered = {id: line.quantity for id, line in terms.lines.items()}
        worths, shipping = terms.worths()
        self.books.sold = terms.total
        self.books.quantities = self.ordered
        self.books.worths, self.books.shipping_worth = worths, shipping

    def _drop_holds_of_removed_lines(self) -> None:
        kept = {id: [x for x in one.items if x in self.ordered] for id, one in self.holds.items()}
        self.holds = {
            id: evolve(one, items=kept[id])
            for id, one in self.holds.items()
            if kept[id] or not one.items
        }
