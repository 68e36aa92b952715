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
from hypothesis.stateful import initialize, invariant, rule
from returns.pipeline import is_successful

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.transition_rules import TransitionRules, ensure_complete
from seller_orders.domain.values import Customer
from seller_orders.testing import reference_rules
from seller_orders.testing.bookkeeper import Bookkeeper
from seller_orders.testing.cancellation_machine import CancellationSteps
from seller_orders.testing.edit_machine import EditSteps
from seller_orders.testing.fulfillment_machine import FulfillmentSteps
from seller_orders.testing.hold_machine import HoldSteps
from seller_orders.testing.machine_state import LINE_IDS, rupees
from seller_orders.testing.metadata_machine import MetadataSteps
from seller_orders.testing.payment_machine import PaymentSteps
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.reference_edits import ModelLine, ModelTerms
from seller_orders.testing.reference_order import ModelOrder
from seller_orders.testing.refund_machine import RefundSteps
from seller_orders.testing.return_machine import ReturnSteps
from seller_orders.testing.sample_order import CREATED, line, order, payment

# Closed statuses are rare, so that most runs do many steps before the order is closed.
_statuses = st.sampled_from(
    [*reference_rules.STATUSES, *["confirmed", "processing", "shipped"] * 2]
)


def _words(rules: TransitionRules) -> dict[str, set[str]]:
    return {status.value: {target.value for target in rules[status]} for status in rules}


class OrderMachine(
    FulfillmentSteps,
    CancellationSteps,
    PaymentSteps,
    RefundSteps,
    ReturnSteps,
    EditSteps,
    HoldSteps,
    MetadataSteps,
):
    """Runs random operations on an order, and asserts that it agrees with the model.

    ``may_become`` repeats the rules as plain words, written by hand; by default the model derives
    them from ``transition_rules``. A custom cancellation policy is not predicted: the machine only
    asserts that the order keeps its invariants.
    """

    may_become: Mapping[str, Set[str]] | None = None

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

    @rule(target_status=_statuses)
    def move(self, target_status: str) -> None:
        status = OrderStatus(target_status)
        decision = ensure_transition(self.order.status, status, self.transition_rules)

        self.assert_outcome(decision, self.model.move_to(target_status))

        if is_successful(decision):
            self.set_order(self.order.move_to(decision.unwrap(), self.change()))

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
