"""Rules of the order machine for the payment."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from returns.pipeline import is_successful

from seller_orders.domain.money import Money
from seller_orders.domain.payment import PaymentStatus, Refund
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.testing import reference_rules
from seller_orders.testing.machine_state import MachineState, rupees


def _parts(refund: Refund) -> dict[str, tuple[Money, str]]:
    return {part.tender_id: (part.amount, part.status) for part in refund.parts}


class PaymentSteps(MachineState):
    """Updates the payment and its tenders."""

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
