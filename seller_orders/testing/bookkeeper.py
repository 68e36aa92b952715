"""Books of an order: the oracle that tests compare its sums, balance and refunds with.

Written by hand from the contract, in minor units of the currency and exact fractions. It shares no
code with the domain. The caller decides whether an operation is allowed.
"""

from collections.abc import Mapping, Sequence

from attrs import Factory, define

from seller_orders.testing import reference_rules
from seller_orders.testing.reference_sums import first_units

Items = Sequence[tuple[str, int]]
"""Units by line id."""


@define
class BookedRefund:
    """Refund: its amount, what it credits, and how its parts went.

    ``expected`` is the part of the amount that the customer was owed when it was requested.
    ``parts`` has an amount and a status for each tender. Without tenders it is empty, and the
    refund has the status of ``whole``.
    """

    amount: int
    expected: int
    worths: list[tuple[str, int, int]] = Factory(list)
    shipping: int = 0
    adjustment: int = 0
    parts: dict[str, tuple[int, str]] = Factory(dict)
    whole: str = "pending"

    @property
    def status(self) -> str:
        """Return the status: pending while a part is, succeeded if any part did."""
        found = {status for _, status in self.parts.values()} or {self.whole}
        return next(each for each in ("pending", "succeeded", "failed") if each in found)

    @property
    def counted(self) -> int:
        """Return the amount without the parts that failed."""
        parts = self.parts.values() if self.parts else [(self.amount, self.whole)]
        return sum(amount for amount, status in parts if status != "failed")

    @property
    def goodwill(self) -> int:
        """Return what the customer got beyond what was owed."""
        return max(0, self.counted - self.expected)

    @property
    def credit(self) -> int:
        """Return what the customer is credited with, as long as one part has not failed."""
        whole = sum(worth for _, _, worth in self.worths) + self.shipping + self.adjustment
        return 0 if self.status == "failed" else whole


@define
class Bookkeeper:
    """Books of one order, in minor units. ``sold`` is the total as sold."""

    sold: int
    quantities: Mapping[str, int] = Factory(dict)
    worths: Mapping[str, int] = Factory(dict)
    shipping_worth: int = 0
    captured: int = 0
    tenders: dict[str, tuple[int, str]] = Factory(dict)
    taken_off: list[tuple[str, int, int]] = Factory(list)
    refunds: dict[str, BookedRefund] = Factory(dict)
    refunded_at_cancellation: int | None = None

    @property
    def cancelled(self) -> int:
        """Return the worth of the units that were taken off."""
        return sum(worth for _, _, worth in self.taken_off)

    @property
    def total(self) -> int:
        """Return the total after what was taken off."""
        return self.sold - self.cancelled

    @property
    def credited(self) -> int:
        """Return the sum of all credits."""
        return sum(refund.credit for refund in self.refunds.values())

    @property
    def refunded(self) -> int:
        """Return the sum of the parts of refunds that have not failed."""
        return sum(refund.counted for refund in self.refunds.values())

    @property
    def kept(self) -> int:
        """Return what is captured and not refunded."""
        return self.captured - self.refunded

    @property
    def balance(self) -> int:
        """Return what the customer owes, or is owed if it is negative."""
        if self.refunded_at_cancellation is not None:
            return reference_rules.balance_after_cancellation(
                self.refunded_at_cancellation, self.refunded
            )
        goodwill = sum(refund.goodwill for refund in self.refunds.values())
        return reference_rules.balance(
            self.total, self.credited, self.captured, self.refunded, goodwill
        )

    @property
    def owed(self) -> int:
        """Return what the customer is owed."""
        return max(0, -self.balance)

    @property
    def shipping_left(self) -> int:
        """Return the worth of the shipping that is not credited yet."""
        credited = [one.shipping for one in self.refunds.values() if one.status != "failed"]
        return self.shipping_worth - sum(credited)

    def taken(self, line: str) -> tuple[int, int]:
        """Return the units of a line that were taken off or credited, and their worth."""
        counted = [one for one in self.refunds.values() if one.status != "failed"]
        entries = [*self.taken_off, *(entry for one in counted for entry in one.worths)]
        found = [(units, worth) for id, units, worth in entries if id == line]
        return sum(units for units, _ in found), sum(worth for _, worth in found)

    def worth_of_next(self, line: str, units: int) -> int:
        """Return the worth of the next units of a line."""
        count, worth = self.taken(line)
        until = first_units(count + units, self.quantities[line], self.worths[line])
        return max(0, until - worth)

    def take_off(self, items: Items) -> list[int]:
        """Take units off lines; return their worths, which together are at most the total."""
        worths = []
        in_line_order = sorted(items, key=lambda item: [*self.quantities].index(item[0]))
        for line, units in in_line_order:
            worth = min(self.worth_of_next(line, units), self.total)
            self.taken_off.append((line, units, worth))
            worths.append(worth)
        return worths

    def refund_taken_off(self, id: str, worth: int, amount: int | None, parts: Items = ()) -> int:
        """Refund what was taken off; return the amount, 0 for no refund."""
        found = min(worth, self.owed, self.kept) if amount is None else amount
        if found > 0:
            self.refund(id, found, expected=min(found, self.owed), parts=parts)
        return found

    def credit_of(self, items: Items, shipping: int, adjustment: int) -> int:
        """Return what a refund by units would credit the customer with."""
        return sum(self.worth_of_next(*item) for item in items) + shipping + adjustment

    def refund_units(
        self, id: str, items: Items, shipping: int, adjustment: int, parts: Items = ()
    ) -> int:
        """Credit units, shipping and an adjustment; return the amount that is refunded."""
        worths = [(line, units, self.worth_of_next(line, units)) for line, units in items]
        made = BookedRefund(0, 0, worths, shipping, adjustment)
        self.refunds[id] = made
        amount = max(0, min(made.credit, self.owed, self.kept))
        self._send(made, amount, parts)
        made.expected = amount
        return amount

    def refund(
        self, id: str, amount: int, *, expected: int | None = None, parts: Items = ()
    ) -> None:
        """Refund a bare amount."""
        owed = min(amount, self.owed) if expected is None else expected
        made = self.refunds[id] = BookedRefund(0, owed)
        self._send(made, amount, parts)

    def split(self, amount: int) -> Items:
        """Share a refund over the captured tenders, the newest first."""
        shares, needed = [], amount
        for id, left in reversed(self._left_of_tenders().items()):
            if share := min(needed, left):
                shares.append((id, share))
                needed -= share
        return [] if needed else shares

    def settle(self, id: str, status: str, tender: str | None = None) -> None:
        """Record the outcome of a refund: of one part, or of all that are pending."""
        found = self.refunds[id]
        if found.whole == "pending":
            found.whole = status
        for each, (amount, former) in found.parts.items():
            if former == "pending" and tender in (None, each):
                found.parts[each] = amount, status

    def cancel(self) -> None:
        """Close the books: only failed refunds are owed from now on."""
        self.refunded_at_cancellation = self.refunded

    def _send(self, made: BookedRefund, amount: int, parts: Items) -> None:
        found = parts or self.split(amount)
        made.amount = amount
        made.parts = {tender: (share, "pending") for tender, share in found}
        made.whole = "pending" if amount else "succeeded"

    def _left_of_tenders(self) -> dict[str, int]:
        """Return what can go back to each captured tender, the oldest first.

        A refund without parts was made before there were tenders: the oldest ones are charged.
        """
        left = {id: amount for id, (amount, at) in self.tenders.items() if at == "captured"}
        for refund in self.refunds.values():
            for id, (amount, status) in refund.parts.items():
                left[id] -= 0 if status == "failed" else amount
        without = sum(refund.counted for refund in self.refunds.values() if not refund.parts)
        for id in left:
            charged = min(without, left[id])
            left[id] -= charged
            without -= charged
        return left
