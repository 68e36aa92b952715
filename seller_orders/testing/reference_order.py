"""Reference model of an order in plain numbers and words, for the state machine.

Each operation returns ``ok`` or the code of its refusal; amounts are in paise. ``history`` holds
the type of each change with the status before and after it. The units are those of
``reference_units``, the money is that of ``bookkeeper``; times are minutes.
"""

from collections.abc import Mapping, Set

from attrs import Factory, define

from seller_orders.testing import reference_rules
from seller_orders.testing.reference_edits import ModelEdits
from seller_orders.testing.reference_units import ModelFulfillment

Items = list[tuple[str, int]]
"""Requested units by line id; a line may be requested twice."""


@define(kw_only=True)
class ModelOrder(ModelEdits):
    """Order; ``may_become`` is its rule set, as plain words."""

    may_become: Mapping[str, Set[str]]
    payment_status: str
    tags: list[str] = Factory(list)
    attributes: dict[str, str] = Factory(dict)
    external_ids: dict[str, str] = Factory(dict)
    assignee: str | None = None
    lateness: set[int] = Factory(set)

    @property
    def expects_no_money(self) -> bool:
        """Return whether a cancellation refunds nothing even if a refund is requested."""
        is_expected = self.books.total > 0 and self.payment_status != "authorized"
        return not is_expected and self.books.kept == 0

    def move_to(self, target: str) -> str:
        """Set the status."""
        outcome = reference_rules.transition(self.may_become, self.status, target)
        if outcome == "ok" and target != self.status:
            self.history.append(("order.status_changed", self.status, target))
            self.status = target
            if target == "cancelled":
                self._cancel_active_fulfillments()
                self.holds = {}
            if target in {"shipped", "delivered"}:
                for one in self.fulfillments.values():
                    one.was_handed_over |= one.status in reference_rules.ACTIVE
        return outcome

    def fulfill(self, id: str, items: list[tuple[str, int]], *, at: int) -> str:
        """Create a fulfillment of units of lines."""
        if self.status in {"cancelled", "delivered", "refunded"}:
            return "order_is_closed"
        if self._is_refunded([line for line, _ in items]):
            return "order_is_refunded"
        if outcome := self._refusal_of_items(items):
            return outcome
        if self.are_held([line for line, _ in items], at):
            return "on_hold"
        if any(units > self.remaining.get(line, 0) for line, units in items):
            return "quantity_exceeds_remaining"
        self.fulfillments[id] = ModelFulfillment(dict(items))
        self.history.append(("order.fulfillment_created", None, "pending"))
        return "ok"

    def fulfill_the_rest(self, id: str, *, at: int) -> str:
        """Create a fulfillment of all remaining units that are not held."""
        if self.status in {"cancelled", "delivered", "refunded"}:
            return "order_is_closed"
        free = {
            line: units for line, units in self.remaining.items() if not self.are_held([line], at)
        }
        if self._is_refunded(list(free or self.remaining)):
            return "order_is_refunded"
        if not free:
            return "nothing_to_fulfill"
        return self.fulfill(id, list(free.items()), at=at)

    def update_fulfillment(self, id: str, status: str, awb: str | None) -> str:
        """Update a fulfillment's status and AWB."""
        found = self.fulfillments[id]
        outcome = reference_rules.fulfillment_move(
            found.status, status, was_handed_over=found.was_handed_over
        )
        if outcome == "ok" and status != found.status and self._is_kept_active(id, status):
            return "units_in_return"
        if outcome == "ok" and (status, awb) != (found.status, found.awb):
            found.awb = awb
            self._update(id, found, status)
        return outcome

    def report(self, id: str, status: str, failed_attempt: bool) -> None:
        """Record a courier's report."""
        found = self.fulfillments[id]
        found.attempts += failed_attempt
        is_new = reference_rules.can_become(
            found.status, status, was_handed_over=found.was_handed_over
        ) and not self._is_kept_active(id, status)
        self._update(id, found, status if is_new else found.status)

    def refuse_booking(self, id: str) -> None:
        """Record a carrier's refusal of a booking."""
        was_under_way = self.fulfillments[id].status in {"in_transit", "out_for_delivery"}
        self.report(id, "failed", failed_attempt=False)
        found = self.fulfillments[id]
        if found.status in {"failed", "cancelled"} and not was_under_way:
            found.was_handed_over = False

    def set_attributes(self, changes: dict[str, str | None]) -> None:
        """Set attributes, and remove those that are None."""
        after = _patched(self.attributes, changes)
        if after != self.attributes:
            self.attributes = after
            self.history.append(("order.attributes_changed", None, None))

    def set_external_ids(self, changes: dict[str, str | None]) -> None:
        """Set external ids, and remove those that are None."""
        after = _patched(self.external_ids, changes)
        if after != self.external_ids:
            self.external_ids = after
            self.history.append(("order.external_ids_changed", None, None))

    def add_tags(self, tags: list[str]) -> None:
        """Add tags."""
        self._tag(list(dict.fromkeys([*self.tags, *tags])))

    def remove_tags(self, tags: list[str]) -> None:
        """Remove tags."""
        self._tag([tag for tag in self.tags if tag not in tags])

    def comment(self) -> None:
        """Add a comment."""
        self.history.append(("order.commented", None, None))

    def assign(self, user_id: str | None) -> None:
        """Assign the order to a user; None unassigns it."""
        if user_id != self.assignee:
            self.assignee = user_id
            self.history.append(("order.assigned", None, None))

    def record_lateness(self, *, at: int) -> None:
        """Record that the order is late, once for each ``ship_by``."""
        ship_by = self.terms.ship_by
        is_late = ship_by is not None and ship_by < at and self._is_open and self.remaining
        if ship_by is not None and is_late and ship_by not in self.lateness:
            self.lateness.add(ship_by)
            self.history.append(("order.late", None, None))

    def update_payment(
        self,
        status: str,
        captured: int | None,
        named: list[tuple[str, int, str]],
        *,
        overpayment: bool,
    ) -> str:
        """Update the payment's status and captured amount, and add or capture tenders."""
        if status not in reference_rules.PAYMENT_MAY_BECOME[self.payment_status]:
            return "transition_not_allowed"
        books = self.books
        tenders = dict(books.tenders)
        for id, amount, tender_status in named:
            most, known = tenders.get(id, (0, None))
            is_capture = known == "authorized" and tender_status == "captured" and amount <= most
            is_same = (most, known) == (amount, tender_status)
            if not (known is None or is_same or is_capture):
                return "invalid_fields"
            tenders[id] = (amount, tender_status)
        by_tenders = sum(amount for amount, each in tenders.values() if each == "captured")
        if captured is None:
            becomes_paid = status == "paid" and self.payment_status != "paid"
            due = max(0, books.total - books.credited)
            captured = due if becomes_paid else books.captured
            if any(each == "captured" for _, _, each in named):
                captured = max(books.captured, by_tenders)
        is_too_much = captured > books.total and captured > books.captured and not overpayment
        if is_too_much or (captured and status != "paid"):
            return "invalid_fields"
        if captured < books.captured:
            return "captured_cannot_decrease"
        after = (status, captured, tenders)
        if after != (self.payment_status, books.captured, books.tenders):
            if tenders and by_tenders != captured:
                return "tenders_do_not_add_up"
            self.history.append(("order.payment_updated", self.payment_status, status))
            self.payment_status, books.captured, books.tenders = after
        return "ok"

    def cancel(
        self, *, explained: bool, refund: bool, amount: int | None, restock: bool, refund_id: str
    ) -> str:
        """Cancel the order."""
        if outcome := self._refusal_of_cancelling(explained, refund, amount):
            return outcome
        moves_money = refund and not self.expects_no_money
        asked = self.books.kept if amount is None else amount
        sum = asked if moves_money else None
        self.record_cancellation(sum, restock=restock, refund_id=refund_id)
        return "ok"

    def record_cancellation(self, refund: int | None, *, restock: bool, refund_id: str) -> None:
        """Cancel the order on allowed terms."""
        if refund is not None:
            self.books.refund(refund_id, refund)
        if self.books.captured == 0:
            self.payment_status = "voided"
        self.books.cancel()
        if restock:
            self.give_back("cancellation", None, self.home)
        self.is_restock_requested = restock
        self.is_cancellation_recorded = True
        self.history.append(("order.cancelled", self.status, "cancelled"))
        self.status = "cancelled"
        self.holds = {}
        self._cancel_active_fulfillments()

    def restock(self, items: dict[str, int], change_id: str) -> None:
        """Restock units by request."""
        free = self.free
        units = {id: min(count, free[id]) for id, count in items.items()}
        if any(units.values()):
            self.give_back("request", change_id, units)
            self.history.append(("order.restocked", None, None))

    def cancel_items(
        self,
        items: Items,
        *,
        explained: bool,
        refund: bool,
        amount: int | None,
        restock: bool,
        refund_id: str,
        change_id: str,
    ) -> str:
        """Take units off lines."""
        if outcome := self._refusal_of_cancelling_items(items, explained, refund, amount):
            return outcome
        worth = sum(self.books.take_off(items))
        self.take_off(dict(items), restock=restock, change_id=change_id)
        if refund and self.payment_status != "authorized":
            self.books.refund_taken_off(refund_id, worth, amount)
        self.history.append(("order.items_cancelled", None, None))
        return "ok"

    def request_refund(self, id: str, amount: int) -> str:
        """Request a refund of a bare amount."""
        if self.books.kept == 0:
            return "payment_not_refundable"
        if amount > self.books.kept:
            return "refund_exceeds_captured"
        self.books.refund(id, amount)
        self.history.append(("order.refund_created", None, "pending"))
        return "ok"

    def refund_units(self, id: str, items: Items, shipping: int, adjustment: int) -> str:
        """Request a refund of units, shipping and an adjustment."""
        if outcome := self._refusal_of_refunding_units(items, shipping, adjustment):
            return outcome
        amount = self.books.refund_units(id, items, shipping, adjustment)
        if amount == 0 and not items:
            del self.books.refunds[id]
            return "nothing_is_owed" if self.books.kept else "payment_not_refundable"
        for line, units in items:
            self.bind(id, line, units)
        status = self.books.refunds[id].status
        self.history.append(("order.refund_created", None, status))
        return "ok"

    def settle_refund(self, id: str, status: str, tender: str | None = None) -> str:
        """Record the outcome of a refund, or of its part for a tender."""
        refund = self.books.refunds[id]
        former = refund.status
        judged = former if tender is None else refund.parts[tender][1]
        if judged not in {"pending", status}:
            return "refund_is_settled"
        if judged == "pending":
            self.books.settle(id, status, tender)
            self.history.append(("order.refund_updated", former, refund.status))
        if refund.status == "failed":
            self.credited.pop(id, None)
        return "ok"

    def _is_refunded(self, lines: list[str]) -> bool:
        books = self.books
        is_paid = books.captured >= books.total > 0
        is_free = any(books.worths.get(line) == 0 for line in lines)
        return is_paid and books.kept == 0 and books.balance >= 0 and not is_free

    def _refusal_of_items(self, items: Items) -> str:
        if any(line not in self.ordered for line, _ in items):
            return "unknown_item"
        return "duplicate_item" if len({line for line, _ in items}) < len(items) else ""

    def _refusal_of_cancelling_items(
        self, items: Items, explained: bool, refund: bool, amount: int | None
    ) -> str:
        if not explained or (amount is not None and not refund):
            return "invalid_fields"
        if self.is_cancellation_recorded:
            return "already_cancelled"
        if outcome := self._refusal_of_items(items):
            return outcome
        asked, left = dict(items), self.cancellable
        if any(units > left.get(line, 0) for line, units in items):
            return "quantity_exceeds_remaining"
        is_all = all(
            units == self.cancelled.get(line, 0) + asked.get(line, 0)
            for line, units in self.ordered.items()
        )
        if is_all and not self._state_that_refuses_cancelling():
            return "nothing_would_remain"
        may_refund = self.payment_status != "authorized"
        if may_refund and amount is not None and amount > self.books.kept:
            return "refund_exceeds_captured"
        return ""

    def _refusal_of_refunding_units(self, items: Items, shipping: int, adjustment: int) -> str:
        if not items and shipping == 0 == adjustment:
            return "invalid_fields"
        if outcome := self._refusal_of_items(items):
            return outcome
        lacking = [
            line for line, units in items if units > sum(most for _, most in self.sources(line))
        ]
        for line in lacking:
            asked = dict(items)[line]
            shipped = self.ordered[line] - self.cancelled.get(line, 0)
            if line not in self.digital:
                # Spent units were shipped, too: what was refunded cannot be cancelled.
                shipped = self.spent.get(line, 0) + sum(
                    one.items.get(line, 0)
                    for one in self.fulfillments.values()
                    if one.is_active and one.was_handed_over
                )
            if asked > shipped:
                return "units_not_shipped"
        if lacking:
            return "units_already_refunded"
        if shipping > self.books.shipping_left:
            return "shipping_already_refunded"
        if self.books.credit_of(items, shipping, adjustment) < 0:
            return "invalid_fields"
        return ""

    def _refusal_of_cancelling(self, explained: bool, refund: bool, amount: int | None) -> str:
        if not explained or (amount is not None and not refund):
            return "invalid_fields"
        if outcome := self._state_that_refuses_cancelling():
            return outcome
        if not refund or self.expects_no_money:
            return ""
        if self.books.kept == 0:
            return "payment_not_refundable"
        is_too_much = amount is not None and amount > self.books.kept
        return "refund_exceeds_captured" if is_too_much else ""

    def _state_that_refuses_cancelling(self) -> str:
        fulfillments = {one.status for one in self.fulfillments.values()}
        first_match = [
            (self.is_cancellation_recorded, "already_cancelled"),
            (self.status == "delivered" or "delivered" in fulfillments, "already_delivered"),
            (self.status == "shipped" and not self._is_returned(), "already_shipped"),
            (bool(fulfillments & {"in_transit", "out_for_delivery"}), "already_shipped"),
            (any(map(self.is_in_return, self.fulfillments)), "already_shipped"),
            (
                self.status != "cancelled"
                and "cancelled" not in self.may_become[self._status_to_cancel()],
                "transition_not_allowed",
            ),
        ]
        return next((code for holds, code in first_match if holds), "")

    def _cancel_active_fulfillments(self) -> None:
        for id, one in self.fulfillments.items():
            if one.status in reference_rules.UNDER_WAY and not self.is_in_return(id):
                one.status = "cancelled"

    def _is_kept_active(self, id: str, status: str) -> bool:
        is_end = status in reference_rules.INACTIVE
        return is_end and self.fulfillments[id].is_active and self.is_in_return(id)

    def _is_returned(self) -> bool:
        shipped = self.fulfillments.values()
        is_under_way = any(one.status in reference_rules.ACTIVE for one in shipped)
        return any(one.was_handed_over for one in shipped) and not is_under_way

    def _status_to_cancel(self) -> str:
        return "processing" if self.status == "shipped" and self._is_returned() else self.status

    def _update(self, id: str, found: ModelFulfillment, status: str) -> None:
        if status != found.status and status in reference_rules.RECORDS_HAND_OVER:
            found.was_handed_over = True
        moved = (found.status, status) if status != found.status else (None, None)
        kind = "cancelled" if moved[1] == "cancelled" else "updated"
        self.history.append((f"order.fulfillment_{kind}", *moved))
        is_returned = status == "returned" != found.status
        found.status = status
        if is_returned:
            self.give_back_returned(id)

    def _tag(self, tags: list[str]) -> None:
        if tags != self.tags:
            self.tags = tags
            self.history.append(("order.tags_changed", None, None))


def _patched(labels: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    after = dict(labels)
    for key, value in changes.items():
        if value is None:
            after.pop(key, None)
        else:
            after[key] = value
    return after
