"""Reference model of an order in plain numbers and words, for the state machine.

Each operation returns ``ok`` or the code of its refusal; amounts are in paise. ``history`` holds
the type of each change with the status before and after it.
"""

from collections.abc import Mapping, Set

from attrs import Factory, define

from seller_orders.testing import reference_rules


@define
class ModelFulfillment:
    """Fulfillment of units by line id."""

    items: dict[str, int]
    awb: str | None = None
    status: str = "pending"
    attempts: int = 0
    was_handed_over: bool = False


@define
class ModelRefund:
    """Refund with its amount and status."""

    amount: int
    status: str = "pending"


@define
class ModelOrder:
    """Order; ``may_become`` is its rule set, as plain words.

    ``digital`` has the ids of the lines that require no shipping.
    """

    may_become: Mapping[str, Set[str]]
    ordered: dict[str, int]
    total: int
    payment_status: str
    captured: int
    digital: frozenset[str] = frozenset()
    status: str = "pending"
    fulfillments: dict[str, ModelFulfillment] = Factory(dict)
    refunds: dict[str, ModelRefund] = Factory(dict)
    tags: list[str] = Factory(list)
    attributes: dict[str, str] = Factory(dict)
    external_ids: dict[str, str] = Factory(dict)
    is_cancellation_recorded: bool = False
    is_restock_requested: bool = False
    restocks: list[tuple[str, str | None, dict[str, int]]] = Factory(list)
    history: list[tuple[str, str | None, str | None]] = Factory(list)

    @property
    def fulfilled(self) -> dict[str, int]:
        """Return the units in active fulfillments, by line id."""
        active = [one for one in self.fulfillments.values() if one.status in reference_rules.ACTIVE]
        return {id: sum(one.items.get(id, 0) for one in active) for id in self.ordered}

    @property
    def remaining(self) -> dict[str, int]:
        """Return the units left to fulfill, for each line that has any."""
        left = {id: units - self.fulfilled[id] for id, units in self.ordered.items()}
        return {id: units for id, units in left.items() if units > 0 and id not in self.digital}

    @property
    def restocked(self) -> dict[str, int]:
        """Return the restocked units, by line id."""
        return {id: sum(units.get(id, 0) for _, _, units in self.restocks) for id in self.ordered}

    @property
    def out(self) -> dict[str, int]:
        """Return the units handed over and not returned, by line id."""
        out = [
            one
            for one in self.fulfillments.values()
            if one.was_handed_over and one.status != "returned"
        ]
        return {id: sum(one.items.get(id, 0) for one in out) for id in self.ordered}

    @property
    def home(self) -> dict[str, int]:
        """Return the units neither handed over nor restocked, by line id."""
        return {
            id: 0 if id in self.digital else max(0, units - self.out[id] - self.restocked[id])
            for id, units in self.ordered.items()
        }

    @property
    def free(self) -> dict[str, int]:
        """Return the units at home that the order does not need, by line id."""
        if self.is_cancellation_recorded:
            return self.home
        waiting = [
            one
            for one in self.fulfillments.values()
            if one.status in reference_rules.ACTIVE and not one.was_handed_over
        ]
        return {
            id: max(
                0,
                home - self.remaining.get(id, 0) - sum(one.items.get(id, 0) for one in waiting),
            )
            for id, home in self.home.items()
        }

    @property
    def progress(self) -> str:
        """Return the fulfillment_status."""
        if self.digital == set(self.ordered):
            return "fulfilled"
        if sum(self.fulfilled.values()) == 0:
            return "unfulfilled"
        return "partial" if self.remaining else "fulfilled"

    @property
    def refunded(self) -> int:
        """Return the sum of the refunds that have not failed."""
        return sum(one.amount for one in self.refunds.values() if one.status != "failed")

    @property
    def refundable(self) -> int:
        """Return the captured amount that is not refunded."""
        return self.captured - self.refunded

    @property
    def expects_no_money(self) -> bool:
        """Return whether a cancellation refunds nothing even if a refund is requested."""
        return self.total == 0 or self.payment_status == "authorized"

    def move_to(self, target: str) -> str:
        """Set the status."""
        outcome = reference_rules.transition(self.may_become, self.status, target)
        if outcome == "ok" and target != self.status:
            self.history.append(("order.status_changed", self.status, target))
            self.status = target
            if target == "cancelled":
                self._cancel_active_fulfillments()
            if target in {"shipped", "delivered"}:
                for one in self.fulfillments.values():
                    one.was_handed_over |= one.status in reference_rules.ACTIVE
        return outcome

    def fulfill(self, id: str, items: list[tuple[str, int]]) -> str:
        """Create a fulfillment of units of lines."""
        if self.status in {"cancelled", "delivered", "refunded"}:
            return "order_is_closed"
        if any(line not in self.ordered for line, _ in items):
            return "unknown_item"
        if len({line for line, _ in items}) < len(items):
            return "duplicate_item"
        if any(units > self.remaining.get(line, 0) for line, units in items):
            return "quantity_exceeds_remaining"
        self.fulfillments[id] = ModelFulfillment(dict(items))
        self.history.append(("order.fulfillment_created", None, "pending"))
        return "ok"

    def fulfill_the_rest(self, id: str) -> str:
        """Create a fulfillment of all remaining units."""
        if self.status in {"cancelled", "delivered", "refunded"}:
            return "order_is_closed"
        if not self.remaining:
            return "nothing_to_fulfill"
        return self.fulfill(id, list(self.remaining.items()))

    def update_fulfillment(self, id: str, status: str, awb: str | None) -> str:
        """Update a fulfillment's status and AWB."""
        found = self.fulfillments[id]
        outcome = reference_rules.fulfillment_move(
            found.status, status, was_handed_over=found.was_handed_over
        )
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
        )
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

    def update_payment(self, status: str, captured: int | None) -> str:
        """Update the payment's status and captured amount."""
        if status not in reference_rules.PAYMENT_MAY_BECOME[self.payment_status]:
            return "transition_not_allowed"
        if captured is None:
            becomes_paid = status == "paid" and self.payment_status != "paid"
            captured = self.total if becomes_paid else self.captured
        if captured > self.total or (captured and status != "paid"):
            return "invalid_fields"
        if captured < self.captured:
            return "captured_cannot_decrease"
        if (status, captured) != (self.payment_status, self.captured):
            self.history.append(("order.payment_updated", self.payment_status, status))
            self.payment_status, self.captured = status, captured
        return "ok"

    def cancel(
        self, *, explained: bool, refund: bool, amount: int | None, restock: bool, refund_id: str
    ) -> str:
        """Cancel the order."""
        if outcome := self._refusal_of_cancelling(explained, refund, amount):
            return outcome
        moves_money = refund and not self.expects_no_money
        asked = self.refundable if amount is None else amount
        sum = asked if moves_money else None
        self.record_cancellation(sum, restock=restock, refund_id=refund_id)
        return "ok"

    def record_cancellation(self, refund: int | None, *, restock: bool, refund_id: str) -> None:
        """Cancel the order on allowed terms."""
        if refund is not None:
            self.refunds[refund_id] = ModelRefund(refund)
        if self.captured == 0:
            self.payment_status = "voided"
        if restock:
            self._add_restock("cancellation", None, self.home)
        self.is_restock_requested = restock
        self.is_cancellation_recorded = True
        self.history.append(("order.cancelled", self.status, "cancelled"))
        self.status = "cancelled"
        self._cancel_active_fulfillments()

    def restock(self, items: dict[str, int], change_id: str) -> None:
        """Restock units by request."""
        free = self.free
        units = {id: min(count, free[id]) for id, count in items.items()}
        if any(units.values()):
            self._add_restock("request", change_id, units)
            self.history.append(("order.restocked", None, None))

    def request_refund(self, id: str, amount: int) -> str:
        """Request a refund."""
        if self.refundable == 0:
            return "payment_not_refundable"
        if amount > self.refundable:
            return "refund_exceeds_captured"
        self.refunds[id] = ModelRefund(amount)
        self.history.append(("order.refund_created", None, "pending"))
        return "ok"

    def settle_refund(self, id: str, status: str) -> None:
        """Record the outcome of a refund."""
        if self.refunds[id].status != status:
            self.refunds[id].status = status
            self.history.append(("order.refund_updated", "pending", status))

    def _refusal_of_cancelling(self, explained: bool, refund: bool, amount: int | None) -> str:
        fulfillments = {one.status for one in self.fulfillments.values()}
        may_refund = refund and not self.expects_no_money
        first_match = [
            (not explained or (amount is not None and not refund), "invalid_fields"),
            (self.is_cancellation_recorded, "already_cancelled"),
            (self.status == "delivered" or "delivered" in fulfillments, "already_delivered"),
            (self.status == "shipped" and not self._is_returned(), "already_shipped"),
            (bool(fulfillments & {"in_transit", "out_for_delivery"}), "already_shipped"),
            (
                self.status != "cancelled"
                and "cancelled" not in self.may_become[self._status_to_cancel()],
                "transition_not_allowed",
            ),
            (may_refund and self.refundable == 0, "payment_not_refundable"),
            (
                may_refund and amount is not None and amount > self.refundable,
                "refund_exceeds_captured",
            ),
        ]
        return next((code for holds, code in first_match if holds), "")

    def _cancel_active_fulfillments(self) -> None:
        for one in self.fulfillments.values():
            if one.status in reference_rules.UNDER_WAY:
                one.status = "cancelled"

    def _is_returned(self) -> bool:
        shipped = self.fulfillments.values()
        is_under_way = any(one.status in reference_rules.ACTIVE for one in shipped)
        return any(one.was_handed_over for one in shipped) and not is_under_way

    def _status_to_cancel(self) -> str:
        return "processing" if self.status == "shipped" and self._is_returned() else self.status

    def _add_restock(self, cause: str, cause_id: str | None, units: dict[str, int]) -> None:
        given = {id: count for id, count in units.items() if count > 0}
        if given:
            self.restocks.append((cause, cause_id, given))

    def _update(self, id: str, found: ModelFulfillment, status: str) -> None:
        if status != found.status and status in reference_rules.RECORDS_HAND_OVER:
            found.was_handed_over = True
        moved = (found.status, status) if status != found.status else (None, None)
        kind = "cancelled" if moved[1] == "cancelled" else "updated"
        self.history.append((f"order.fulfillment_{kind}", *moved))
        is_returned = status == "returned" != found.status
        found.status = status
        if is_returned and self.is_restock_requested:
            home = self.home
            units = {line: min(count, home[line]) for line, count in found.items.items()}
            self._add_restock("fulfillment", id, units)

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
