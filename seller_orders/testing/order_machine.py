"""State machine that compares an order with a reference model after random operations.

Subclass ``OrderMachine`` to test custom rules, a cancellation policy or a repository::

    class StrictMachine(OrderMachine):
        transition_rules = STRICT

    TestStrict = StrictMachine.TestCase
"""

from collections.abc import Mapping, Set
from decimal import Decimal
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import (
    ensure_anything_remains,
    ensure_fulfillable,
    ensure_fulfillment_moves,
)
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.metadata_policy import ensure_attributes, ensure_external_ids
from seller_orders.domain.money import Money
from seller_orders.domain.payment import PaymentStatus, Refund, RefundStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import OPEN, TransitionRules, ensure_complete
from seller_orders.domain.values import Customer, Tracking
from seller_orders.testing import reference_rules
from seller_orders.testing.bookkeeper import Bookkeeper
from seller_orders.testing.edit_machine import EditSteps
from seller_orders.testing.hold_machine import HoldSteps
from seller_orders.testing.machine_state import LINE_IDS, items, rupees
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.reference_edits import ModelLine, ModelTerms
from seller_orders.testing.reference_order import ModelOrder
from seller_orders.testing.return_machine import ReturnSteps
from seller_orders.testing.sample_order import CREATED, line, order, payment

# Closed statuses are rare, so that most runs do many steps before the order is closed.
statuses = st.sampled_from([*reference_rules.STATUSES, *["confirmed", "processing", "shipped"] * 2])
tag_lists = st.lists(st.sampled_from(["vip", "gift", "late"]), max_size=2)
label_changes = st.dictionaries(
    st.sampled_from(["erp", "shop"]), st.none() | st.sampled_from(["1", "2"]), max_size=2
)
awbs = st.none() | st.sampled_from(["1Z1", "1Z2"])
reports = st.sampled_from([*reference_rules.ACTIVE, *reference_rules.FULFILLMENT_STATUSES])


def _words(rules: TransitionRules) -> dict[str, set[str]]:
    return {status.value: {target.value for target in rules[status]} for status in rules}


def _parts(refund: Refund) -> dict[str, tuple[Money, str]]:
    return {part.tender_id: (part.amount, part.status) for part in refund.parts}


class OrderMachine(ReturnSteps, HoldSteps, EditSteps):
    """Runs random operations on an order, and asserts that it agrees with the model.

    ``may_become`` repeats the rules as plain words, written by hand; by default the model derives
    them from ``transition_rules``. A custom cancellation policy is not predicted: the machine only
    asserts that the order keeps its invariants.
    """

    transition_rules: TransitionRules = OPEN
    may_become: Mapping[str, Set[str]] | None = None
    cancellation_policy: CancellationPolicy = staticmethod(ensure_cancellable)

    @initialize(
        quantities=st.tuples(st.integers(1, 4), st.integers(1, 4)),
        price=st.sampled_from(["0", "0.01", "50.5", "12.396694"]),
        discount=st.integers(0, 1),
        order_discount=st.sampled_from([0, 0, 7, 1000]),
        shipping=st.sampled_from([0, 999]),
        tax=st.sampled_from([0, 515]),
        line_taxes=st.sampled_from([(None, None), (300, None), (10, 0), (300, 300)]),
        adjustment=st.sampled_from([0, 250, -1]),
        prices_include_tax=st.booleans(),
        payment_status=st.sampled_from(["paid", "paid", *reference_rules.PAYMENT_MAY_BECOME]),
        is_part_paid=st.booleans(),
        digital=st.sampled_from([[], [], [], ["soup"], LINE_IDS]).map(frozenset),
        has_foreign_ids=st.booleans(),
    )
    def start(
        self,
        quantities: tuple[int, int],
        price: str,
        discount: int,
        order_discount: int,
        shipping: int,
        tax: int,
        line_taxes: tuple[int | None, int | None],
        adjustment: int,
        prices_include_tax: bool,
        payment_status: str,
        is_part_paid: bool,
        digital: frozenset[str],
        has_foreign_ids: bool,
    ) -> None:
        self.transition_rules = ensure_complete(self.transition_rules)
        ordered = dict(zip(LINE_IDS, quantities, strict=True))
        lines = {
            id: ModelLine(quantity=units, price=Fraction(price), tax=line_tax)
            for (id, units), line_tax in zip(ordered.items(), line_taxes, strict=True)
        }
        # The discounts and the adjustment lower no sum below 0.
        reduced = lines[LINE_IDS[0]]
        lines[LINE_IDS[0]] = evolve(reduced, discount=min(discount, reduced.total))
        terms = ModelTerms(
            lines=lines, shipping=shipping, tax=tax, prices_include_tax=prices_include_tax
        )
        terms = evolve(terms, discount=min(order_discount, terms.discountable))
        terms = evolve(terms, adjustment=max(adjustment, -terms.total))
        worths, shipping_worth = terms.worths()
        captured = terms.total // (1 + is_part_paid) if payment_status == "paid" else 0
        self.model = ModelOrder(
            may_become=self.may_become or _words(self.transition_rules),
            ordered=ordered,
            digital=digital,
            payment_status=payment_status,
            terms=terms,
            books=Bookkeeper(
                sold=terms.total,
                quantities=ordered,
                worths=worths,
                shipping_worth=shipping_worth,
                captured=captured,
            ),
        )
        sold = [
            line(
                id,
                each.quantity,
                price,
                requires_shipping=id not in digital,
                discount=rupees(each.discount),
                tax=None if each.tax is None else rupees(each.tax),
            )
            for id, each in lines.items()
        ]
        if not has_foreign_ids:
            sold = [evolve(each, product_id=None, sku=None) for each in sold]
        new = order(
            customer=Customer(id="cus_1" if has_foreign_ids else None, name="Anjali Patel"),
            lines=tuple(sold),
            discount=rupees(terms.discount),
            shipping=rupees(shipping),
            tax=rupees(tax),
            prices_include_tax=prices_include_tax,
            adjustments=(
                Adjustment(
                    kind=AdjustmentKind.ROUNDING, amount=SignedMoney(terms.adjustment * 100, "INR")
                ),
            ),
            payment=payment(payment_status, str(Decimal(captured) / 100)),
        )
        self.order = self.keep(new)
        self.ledger = PhysicalLedger.of(new)
        self.serial = 1

    @rule(target_status=statuses)
    def move(self, target_status: str) -> None:
        status = OrderStatus(target_status)
        decision = ensure_transition(self.order.status, status, self.transition_rules)

        self.assert_outcome(decision, self.model.move_to(target_status))

        if is_successful(decision):
            self.set_order(self.order.move_to(decision.unwrap(), self.change()))

    @rule(items=items)
    def fulfill(self, items: list[tuple[str, int]]) -> None:
        id, change = self.new_id("ful"), self.change()
        named = [ItemQuantity(*item) for item in items]
        decision = ensure_fulfillable(self.order, named, change.at)

        self.assert_outcome(decision, self.model.fulfill(id, items, at=self.serial))

        self.add_fulfillment(id, decision, change)

    @rule()
    def fulfill_the_rest(self) -> None:
        id, change = self.new_id("ful"), self.change()
        decision = ensure_anything_remains(self.order, change.at)

        self.assert_outcome(decision, self.model.fulfill_the_rest(id, at=self.serial))

        self.add_fulfillment(id, decision, change)

    @precondition(lambda self: self.model.remaining)
    @rule(status=st.sampled_from(["in_transit", "delivered"]))
    def hand_over_the_rest(self, status: str) -> None:
        self.fulfill_the_rest()
        if waiting := [one for one in self.order.fulfillments if one.status == "pending"]:
            self.set_fulfillment_status(waiting[-1], status, waiting[-1].shipment.tracking.awb)

    def add_fulfillment(
        self, id: str, decision: Result[tuple[ItemQuantity, ...], Refusal], change: Change
    ) -> None:
        if is_successful(decision):
            shipment = Shipment(items=decision.unwrap())
            made = Fulfillment(id=id, shipment=shipment, created_at=change.at, updated_at=change.at)
            self.set_order(self.order.add_fulfillment(made, change))

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data(), status=st.none() | reports, awb=awbs)
    def update_fulfillment(self, data: st.DataObject, status: str | None, awb: str | None) -> None:
        found = self.any_fulfillment(data)
        self.set_fulfillment_status(found, status or found.status, awb)

    def set_fulfillment_status(self, found: Fulfillment, status: str, awb: str | None) -> None:
        wanted = FulfillmentStatus(status)
        decision = ensure_fulfillment_moves(self.order, found, wanted)

        self.assert_outcome(decision, self.model.update_fulfillment(found.id, wanted.value, awb))

        if is_successful(decision):
            tracking = Tracking(awb=awb)
            updated = self.order.update_fulfillment(found, wanted, tracking, self.change())
            self.set_order(updated)

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def cancel_fulfillment(self, data: st.DataObject) -> None:
        found = self.any_fulfillment(data)
        decision = ensure_fulfillment_moves(self.order, found, FulfillmentStatus.CANCELLED)

        awb = self.model.fulfillments[found.id].awb
        self.assert_outcome(decision, self.model.update_fulfillment(found.id, "cancelled", awb))

        if is_successful(decision):
            tracking = found.shipment.tracking
            self.set_order(
                self.order.update_fulfillment(found, decision.unwrap(), tracking, self.change())
            )

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data(), status=reports, repeats=st.integers(1, 2))
    def report_status(self, data: st.DataObject, status: str, repeats: int) -> None:
        id = self.any_fulfillment(data).id
        for _ in range(repeats):
            report = CourierReport(status=FulfillmentStatus(status))
            self.model.report(id, status, failed_attempt=False)
            self.record(id, report)

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def report_failed_attempt(self, data: st.DataObject) -> None:
        id = self.any_fulfillment(data).id
        self.model.report(id, "out_for_delivery", failed_attempt=True)
        self.record(id, CourierReport(failed_attempt="Nobody home"))

        kept = self.order.timeline[-1].data
        assert kept["failed_attempt"] == "Nobody home"
        assert kept["attempt"] == self.model.fulfillments[id].attempts

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def report_refused_booking(self, data: st.DataObject) -> None:
        id = self.any_fulfillment(data).id
        self.model.refuse_booking(id)
        self.record(id, CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True))

    def record(self, id: str, report: CourierReport) -> None:
        found = self.order.fulfillment(id)
        assert found is not None
        self.set_order(record_report(self.order, found, report, self.change()))

    @rule(pasta=st.integers(1, 4), soup=st.integers(1, 4))
    def restock(self, pasta: int, soup: int) -> None:
        items = {
            line: min(units, self.model.ordered[line])
            for line, units in zip(LINE_IDS, (pasta, soup), strict=True)
            if line in self.model.ordered
        }
        requested = [ItemQuantity(*item) for item in items.items()]
        change = self.change()

        self.model.restock(items, change.id)

        self.set_order(
            self.order.restock(ensure_restorable(self.order, requested).unwrap(), change)
        )

    @rule(tags=tag_lists)
    def add_tags(self, tags: list[str]) -> None:
        self.model.add_tags(tags)
        self.set_order(self.order.add_tags(tags, self.change()))

    @rule(tags=tag_lists)
    def remove_tags(self, tags: list[str]) -> None:
        self.model.remove_tags(tags)
        self.set_order(self.order.remove_tags(tags, self.change()))

    @rule(changes=label_changes)
    def update_attributes(self, changes: dict[str, str | None]) -> None:
        self.model.set_attributes(changes)
        allowed = ensure_attributes(self.order.attributes, changes).unwrap()
        self.set_order(self.order.set_attributes(allowed, self.change()))

    @rule(changes=label_changes)
    def update_external_ids(self, changes: dict[str, str | None]) -> None:
        self.model.set_external_ids(changes)
        allowed = ensure_external_ids(self.order.external_ids, changes).unwrap()
        self.set_order(self.order.set_external_ids(allowed, self.change()))

    @rule(
        data=st.data(),
        status=st.sampled_from(["paid", *reference_rules.PAYMENT_MAY_BECOME]),
        overpayment=st.booleans(),
    )
    def update_payment(self, data: st.DataObject, status: str, overpayment: bool) -> None:
        total, captured = self.model.books.total, self.model.books.captured
        sums = {None, 0, captured, total, total + 1, max(captured - 1, 0), captured + 1}
        paid = data.draw(st.sampled_from(sorted(sums, key=str)))
        named = data.draw(st.just([]) | self.tenders())
        decision = ensure_payment_update(
            self.order.payment,
            self.order.total,
            PaymentStatus(status),
            None if paid is None else rupees(paid),
            [
                Tender(id=id, method="card", amount=rupees(amount), status=TenderStatus(each))
                for id, amount, each in named
            ],
            overpayment=overpayment,
        )

        self.assert_outcome(
            decision, self.model.update_payment(status, paid, named, overpayment=overpayment)
        )

        if is_successful(decision):
            self.set_order(self.order.update_payment(decision.unwrap(), self.change()))

    def tenders(self) -> st.SearchStrategy[list[tuple[str, int, str]]]:
        total, captured = self.model.books.total, self.model.books.captured
        amounts = st.sampled_from(sorted({1, max(total, 1), max(captured, 1), total + 1}))
        tender = st.tuples(
            st.sampled_from(["tnd_1", "tnd_2", "tnd_3"]),
            amounts,
            st.sampled_from(["captured", "captured", "authorized"]),
        )
        return st.lists(tender, min_size=1, max_size=2, unique_by=lambda each: each[0])

    @rule(
        data=st.data(),
        reason=st.sampled_from(CancelReason),
        details=st.none() | st.just("Moved away"),
        refund=st.booleans(),
        restock=st.booleans(),
    )
    def cancel(
        self,
        data: st.DataObject,
        reason: CancelReason,
        details: str | None,
        refund: bool,
        restock: bool,
    ) -> None:
        amount = data.draw(st.none() | self.amounts())
        request = CancellationRequest(
            reason=reason,
            details=details,
            refund=refund,
            refund_amount=None if amount is None else Decimal(amount) / 100,
            restock=restock,
        )
        decision = self.cancellation_policy(self.order, request, self.transition_rules)
        refund_id = self.new_id("rfd")

        if self.cancellation_policy is ensure_cancellable:
            expected = self.model.cancel(
                explained=reason != "other" or details is not None,
                refund=refund,
                amount=amount,
                restock=restock,
                refund_id=refund_id,
            )
            self.assert_outcome(decision, expected)
        elif is_successful(decision):
            terms = decision.unwrap()
            refunded = None if terms.refund is None else int(terms.refund.amount * 100)
            self.model.record_cancellation(refunded, restock=terms.restock, refund_id=refund_id)

        if is_successful(decision):
            self.set_order(self.order.cancel(decision.unwrap(), refund_id, self.change()))

    def amounts(self) -> st.SearchStrategy[int]:
        refundable = self.model.books.kept
        return st.sampled_from(sorted({1, max(refundable, 1), refundable + 1}))

    @rule(
        items=items,
        details=st.none() | st.just("Moved away"),
        refund=st.booleans(),
        restock=st.booleans(),
        data=st.data(),
    )
    def cancel_items(
        self,
        items: list[tuple[str, int]],
        details: str | None,
        refund: bool,
        restock: bool,
        data: st.DataObject,
    ) -> None:
        amount = data.draw(st.none() | st.none() | self.amounts())
        request = ItemCancellationRequest(
            items=tuple(ItemQuantity(*item) for item in items),
            reason=CancelReason.OTHER if details is None else CancelReason.OUT_OF_STOCK,
            details=details,
            refund=refund,
            refund_amount=None if amount is None else Decimal(amount) / 100,
            restock=restock,
        )
        decision = ensure_items_cancellable(self.order, request, self.transition_rules)
        refund_id, change = self.new_id("rfd"), self.change()

        expected = self.model.cancel_items(
            items,
            explained=details is not None,
            refund=refund,
            amount=amount,
            restock=restock,
            refund_id=refund_id,
            change_id=change.id,
        )
        self.assert_outcome(decision, expected)

        if is_successful(decision):
            self.set_order(cancel_items(self.order, decision.unwrap(), refund_id, change))

    @rule(data=st.data())
    def request_refund(self, data: st.DataObject) -> None:
        amount = data.draw(self.amounts())
        id = self.new_id("rfd")
        expected = self.model.request_refund(id, amount)
        self.add_refund(id, RefundRequest(amount=Decimal(amount) / 100), expected)

    @rule(
        items=items | st.just([]),
        shipping=st.sampled_from([0, 0, 1, 999]),
        adjustment=st.sampled_from([0, 0, 1, -1, -5000]),
    )
    def refund_units_and_shipping(
        self, items: list[tuple[str, int]], shipping: int, adjustment: int
    ) -> None:
        self.refund_units(items, shipping, adjustment)

    def refund_units(self, items: list[tuple[str, int]], shipping: int, adjustment: int) -> None:
        id = self.new_id("rfd")
        request = RefundRequest(
            items=tuple(ItemQuantity(*item) for item in items),
            shipping=Decimal(shipping) / 100,
            adjustment=Decimal(adjustment) / 100,
        )
        self.add_refund(id, request, self.model.refund_units(id, items, shipping, adjustment))

    @precondition(lambda self: self.model.creditable)
    @rule(data=st.data())
    def refund_shipped_units(self, data: st.DataObject) -> None:
        id, most = data.draw(st.sampled_from(sorted(self.model.creditable.items())))
        self.refund_units([(id, data.draw(st.integers(1, most)))], 0, 0)

    def add_refund(self, id: str, request: RefundRequest, expected: str) -> None:
        decision = ensure_refund(self.order, request)

        self.assert_outcome(decision, expected)

        if is_successful(decision):
            change = self.change()
            asked = new_refund(decision.unwrap(), id, change.at)
            self.set_order(self.order.request_refund(asked, change))

    @precondition(lambda self: self.model.books.refunds)
    @rule(data=st.data(), outcome=st.sampled_from(["succeeded", "failed", "failed"]))
    def settle_refund(self, data: st.DataObject, outcome: str) -> None:
        asked = data.draw(st.sampled_from(self.order.payment.refunds))
        tender = data.draw(st.sampled_from([None, *(part.tender_id for part in asked.parts)]))
        decision = ensure_settles(asked, RefundStatus(outcome), tender)

        self.assert_outcome(decision, self.model.settle_refund(asked.id, outcome, tender))

        if is_successful(decision):
            self.set_order(
                self.order.settle_refund(asked, decision.unwrap(), self.change(), tender)
            )

    @invariant()
    def order_matches_model(self) -> None:
        order, model = self.order, self.model

        assert order.status == model.status
        assert order.fulfilled == model.fulfilled
        assert {item.id: item.quantity for item in order.remaining} == model.remaining
        assert order.fulfillment_status == model.progress
        assert [(one.id, one.status, one.shipment.tracking.awb) for one in order.fulfillments] == [
            (id, one.status, one.awb) for id, one in model.fulfillments.items()
        ]
        assert order.tags == tuple(model.tags)
        assert (order.attributes, order.external_ids) == (model.attributes, model.external_ids)
        assert (order.cancellation is not None) == model.is_cancellation_recorded
        assert [
            (one.cause, one.cause_id, {item.id: item.quantity for item in one.items})
            for one in order.restocks
        ] == model.restocks
        assert dict(order.at_home) == model.home
        assert dict(order.free) == model.free

    @invariant()
    def money_matches_model(self) -> None:
        paid, model, books = self.order.payment, self.model, self.model.books

        assert self.order.total == rupees(books.total)
        assert (paid.status, paid.captured) == (model.payment_status, rupees(books.captured))
        assert (paid.refunded, paid.credited) == (rupees(books.refunded), rupees(books.credited))
        assert [(one.id, one.amount, one.status, _parts(one)) for one in paid.refunds] == [
            (
                id,
                rupees(one.amount),
                one.status,
                {tender: (rupees(amount), at) for tender, (amount, at) in one.parts.items()},
            )
            for id, one in books.refunds.items()
        ]
        assert {one.id: (one.amount, one.status) for one in paid.tenders} == {
            id: (rupees(amount), status) for id, (amount, status) in books.tenders.items()
        }
        assert self.order.balance == SignedMoney(books.balance * 100, "INR")
        assert self.order.financial_status == reference_rules.financial_status(
            model.payment_status, books.total, books.captured, books.refunded
        )

    @invariant()
    def parts_never_exceed_the_whole(self) -> None:
        if self.model.is_edited:
            return
        counted = [one for one in self.order.payment.refunds if one.counts]
        for own in self.order.lines:
            credited = [item for one in counted for item in one.items if item.id == own.id]
            taken = own.cancelled_worth.units + sum(item.worth.units for item in credited)
            assert taken <= rupees(self.model.books.worths[own.id]).units
        shipping = sum(one.shipping.units for one in counted)
        assert shipping <= rupees(self.model.books.shipping_worth).units

    @invariant()
    def each_change_adds_one_version_and_entry(self) -> None:
        timeline, changes = self.order.timeline, len(self.model.history)

        assert [(one.type, one.from_, one.to) for one in timeline] == self.model.history
        assert [one.version for one in timeline] == list(range(2, changes + 2))
        assert self.order.version == changes + 1
        assert self.order.updated_at == (timeline[-1].at if timeline else CREATED)

    @invariant()
    def invariants_hold(self) -> None:
        order = self.order
        units = [order.payment.refunded.units, order.payment.captured.units]

        assert [0, *units] == sorted([0, *units])
        for one in order.lines:
            own = order.units[one.id]
            assert own.cancelled + own.fulfilled + own.spent <= one.quantity
            if one.id in self.model.digital:
                assert own.fulfilled == own.home == own.remaining == 0
                assert own.cancelled + own.refunded <= one.quantity
        assert order.status != "cancelled" or not any(
            one.status in reference_rules.UNDER_WAY
            and not any(
                each.fulfillment_id == one.id
                for found in order.returns
                for item in found.items
                for each in item.shipped
            )
            for one in order.fulfillments
        )

    def any_fulfillment(self, data: st.DataObject) -> Fulfillment:
        return data.draw(st.sampled_from(self.order.fulfillments))
