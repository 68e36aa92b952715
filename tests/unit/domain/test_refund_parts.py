"""Parts of refunds: sequences worked out by hand, and a property with an oracle of coins."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.payment import (
    Payment,
    Refund,
    RefundPart,
    RefundStatus,
    status_of_parts,
)
from seller_orders.domain.refund_parts import left_of_tenders, newest_first, settled, split
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.refusals import InvalidFields, RefundExceedsCaptured, Refusal
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    cancellation_request,
    change,
    inr,
    order,
    outcome_of,
    payment,
    refund,
)

Step = Callable[[Order], Order]

PENDING, SUCCEEDED, FAILED = RefundStatus


def tender(id: str, amount: str | int, status: str = "captured") -> Tender:
    return Tender(id=id, method="card", amount=inr(amount), status=TenderStatus(status))


def part(tender_id: str, amount: str | int, status: str = "pending") -> RefundPart:
    return RefundPart(tender_id=tender_id, amount=inr(amount), status=RefundStatus(status))


def in_parts(*parts: RefundPart, id: str = "rfd_1", owed: str | int = 0) -> Refund:
    amount = inr(0)
    for each in parts:
        amount += each.amount
    status = status_of_parts(parts)
    return Refund(
        id=id, amount=amount, parts=parts, status=status, owed=inr(owed), created_at=CREATED
    )


def paid(tenders: Iterable[Tender], *refunds: Refund, captured: int | None = None) -> Payment:
    tenders = tuple(tenders)
    units = sum(each.amount.units for each in tenders if each.is_captured)
    whole = evolve(inr(0), units=units) if captured is None else inr(captured)
    return evolve(payment("paid"), captured=whole, tenders=tenders, refunds=refunds)


def written(parts: Iterable[RefundPart]) -> list[str]:
    return [f"{each.tender_id} {each.amount.amount} {each.status}" for each in parts]


# 30 by gift card, then 50 and 20 by card.
THREE = (tender("gift", 30), tender("card", 50), tender("late", 20))


@pytest.mark.parametrize(
    ("made", "amount", "expected"),
    [
        (paid(THREE), "0", []),
        (paid(THREE), "0.01", ["late 0.01 pending"]),
        (paid(THREE), "20", ["late 20 pending"]),
        (paid(THREE), "20.01", ["late 20 pending", "card 0.01 pending"]),
        (paid(THREE), "100", ["late 20 pending", "card 50 pending", "gift 30 pending"]),
        # 5 of late are left, 50 of card.
        (paid(THREE, in_parts(part("late", 15))), "40", ["late 5 pending", "card 35 pending"]),
        (paid(THREE, in_parts(part("late", 20, "succeeded"))), "1", ["card 1 pending"]),
        # A failed part is left again.
        (paid(THREE, in_parts(part("late", 20, "failed"))), "1", ["late 1 pending"]),
        # An authorized tender gave nothing.
        (paid((*THREE, tender("more", 9, "authorized"))), "1", ["late 1 pending"]),
        (paid((), captured=10), "10", []),
        (paid((tender("more", 9, "authorized"),), captured=10), "10", []),
    ],
)
def test_a_refund_goes_to_the_newest_tender_first(made: Payment, amount: str, expected: list[str]):
    assert written(newest_first(made, inr(amount))) == expected
    assert written(split(made, inr(amount), None).unwrap()) == expected


@pytest.mark.parametrize(
    ("made", "left"),
    [
        # Refunded before the tenders were named: the oldest are taken to have given it back.
        (paid(THREE, refund(10)), {"gift": 20, "card": 50, "late": 20}),
        (paid(THREE, refund(40)), {"gift": 0, "card": 40, "late": 20}),
        (paid(THREE, refund(100)), {"gift": 0, "card": 0, "late": 0}),
        (paid(THREE, refund(10, "failed")), {"gift": 30, "card": 50, "late": 20}),
        # Parts are known, so the rest of the 35 comes from what they leave.
        (
            paid(THREE, refund(35), in_parts(part("gift", 25), part("late", 1), id="rfd_2")),
            {"gift": 0, "card": 20, "late": 19},
        ),
        # An earlier release captured 40 more without a tender: they have gone first.
        (paid(THREE, refund(39), captured=140), {"gift": 30, "card": 50, "late": 20}),
        (paid(THREE, refund(40), captured=140), {"gift": 30, "card": 50, "late": 20}),
        (paid(THREE, refund(45), captured=140), {"gift": 25, "card": 50, "late": 20}),
    ],
)
def test_a_refund_without_parts_takes_from_the_oldest(made: Payment, left: dict[str, int]):
    assert left_of_tenders(made) == {id: inr(amount) for id, amount in left.items()}


def test_a_newer_tender_does_not_change_what_is_left():
    before = paid(THREE[:2], refund(10))

    after = paid(THREE, refund(10))

    assert left_of_tenders(after) == left_of_tenders(before) | {"late": inr(20)}


def test_money_without_a_tender_leaves_a_refund_whole():
    """An earlier release captured 40 without a tender; a part needs one."""
    made = paid(THREE, captured=140)

    assert newest_first(made, inr(101)) == ()
    assert written(newest_first(made, inr(100)))[-1] == "gift 30 pending"


@pytest.mark.parametrize(
    "shares",
    [
        [("gift", "10")],
        [("late", "4"), ("gift", "6")],
        [("gift", "3"), ("card", "3.50"), ("late", "3.50")],
    ],
)
def test_shares_are_kept_as_they_are_named(shares: list[tuple[str, str]]):
    found = split(paid(THREE), inr(10), [(id, inr(amount)) for id, amount in shares]).unwrap()

    assert found == tuple(part(id, amount) for id, amount in shares)


def test_a_share_may_take_what_a_refund_without_parts_took():
    """The seller knows where the earlier refund went; only the sums are certain."""
    made = paid(THREE, refund(30))

    assert written(split(made, inr(30), [("gift", inr(30))]).unwrap()) == ["gift 30 pending"]
    assert left_of_tenders(paid(THREE, refund(30), in_parts(part("gift", 30), id="rfd_2"))) == {
        "gift": inr(0),
        "card": inr(20),
        "late": inr(20),
    }


@pytest.mark.parametrize(
    ("shares", "code", "problems"),
    [
        ([], "tenders_do_not_add_up", [("tenders_do_not_add_up", ("tenders",))]),
        ([("gift", "9.99")], "tenders_do_not_add_up", [("tenders_do_not_add_up", ("tenders",))]),
        ([("gift", "10.01")], "tenders_do_not_add_up", [("tenders_do_not_add_up", ("tenders",))]),
        (
            [("gift", "4"), ("cash", "6")],
            "tender_not_found",
            [("tender_not_found", ("tenders", 1, "id"))],
        ),
        ([("more", "10")], "tender_not_found", [("tender_not_found", ("tenders", 0, "id"))]),
        (
            [("gift", "4"), ("gift", "6")],
            "invalid_fields",
            [("duplicate", ("tenders", 1, "id"))],
        ),
        (
            [("cash", "10"), ("gift", "0"), ("gift", "0")],
            "invalid_fields",
            [
                ("tender_not_found", ("tenders", 0, "id")),
                ("amount_out_of_range", ("tenders", 1, "amount")),
                ("duplicate", ("tenders", 2, "id")),
                ("amount_out_of_range", ("tenders", 2, "amount")),
            ],
        ),
    ],
)
def test_wrong_shares_are_named(shares: list[tuple[str, str]], code: str, problems: list[Any]):
    made = paid((*THREE, tender("more", 9, "authorized")))

    refused: Refusal = split(made, inr(10), [(id, inr(amount)) for id, amount in shares]).failure()

    assert isinstance(refused, InvalidFields)
    assert refused.code == code
    assert [(each.code, each.path) for each in refused.problems] == problems


def test_the_messages_of_wrong_shares():
    made = paid(THREE)

    def message(*shares: tuple[str, int]) -> str:
        named = [(id, inr(amount)) for id, amount in shares]
        return split(made, inr(10), named).failure().message

    assert message(("gift", 9)) == "The tenders must add up to the amount of the refund, 10 INR."
    assert message(("cash", 10)) == "The payment has no captured tender cash."
    assert message(("gift", 5), ("gift", 5)) == "The id gift is used twice."
    assert message(("gift", 0)) == "The amount for a tender must be above 0."


@pytest.mark.parametrize(
    ("refunds", "share", "left"),
    [
        ((), "20.01", "20"),
        ((in_parts(part("late", 15)),), "5.01", "5"),
        ((in_parts(part("late", 15, "succeeded")),), "5.01", "5"),
        ((in_parts(part("late", 15, "failed")),), "20.01", "20"),
    ],
)
def test_a_share_is_at_most_what_is_left(refunds: tuple[Refund, ...], share: str, left: str):
    made = paid(THREE, *refunds)

    refused = split(made, inr(share), [("late", inr(share))]).failure()

    assert refused == RefundExceedsCaptured(f"{share} INR", f"{left} INR", "late")
    assert refused.message == (
        f"A refund of {share} INR to tender late exceeds the refundable {left} INR."
    )
    assert split(made, inr(left), [("late", inr(left))]).unwrap() == (part("late", left),)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("pending", "pending"),
        ("pending succeeded", "pending"),
        ("failed pending", "pending"),
        ("succeeded", "succeeded"),
        ("failed succeeded", "succeeded"),
        ("succeeded failed", "succeeded"),
        ("failed", "failed"),
        ("failed failed", "failed"),
    ],
)
def test_the_parts_decide_the_status(statuses: str, expected: str):
    parts = [part(f"t{n}", 1, status) for n, status in enumerate(statuses.split())]

    assert status_of_parts(parts) == expected
    for status in RefundStatus:
        if status == expected:
            continue
        with pytest.raises(ValueError, match=f"refund rfd_1 is {status}, unlike its parts"):
            evolve(in_parts(*parts), status=status)


def test_parts_add_up_to_the_amount():
    with pytest.raises(ValueError, match="do not add up"):
        evolve(in_parts(part("gift", 4), part("card", 6)), amount=inr("10.01"))


@pytest.mark.parametrize(
    ("parts", "counted"),
    [
        ((part("a", 4), part("b", 6)), 10),
        ((part("a", 4, "failed"), part("b", 6)), 6),
        ((part("a", 4, "succeeded"), part("b", 6, "failed")), 4),
        ((part("a", 4, "failed"), part("b", 6, "failed")), 0),
    ],
)
def test_failed_parts_do_not_count(parts: tuple[RefundPart, ...], counted: int):
    made = in_parts(*parts)

    assert made.counted == inr(counted)
    assert paid((tender("a", 4), tender("b", 6)), made).refunded == inr(counted)


@pytest.mark.parametrize(("status", "counted"), [("pending", 7), ("succeeded", 7), ("failed", 0)])
def test_a_refund_without_parts_counts_unless_it_failed(status: str, counted: int):
    assert refund(7, status).counted == inr(counted)


@pytest.mark.parametrize(
    ("parts", "owed", "goodwill"),
    [
        ((part("a", 4), part("b", 6)), 3, 7),
        ((part("a", 4), part("b", 6)), 10, 0),
        # 6 count, 3 were owed.
        ((part("a", 4, "failed"), part("b", 6)), 3, 3),
        # 4 count, 6 were owed: what failed is owed again, and is no negative goodwill.
        ((part("a", 4, "succeeded"), part("b", 6, "failed")), 6, 0),
        ((part("a", 4, "failed"), part("b", 6, "failed")), 3, 0),
    ],
)
def test_goodwill_is_what_counts_beyond_what_was_owed(
    parts: tuple[RefundPart, ...], owed: int, goodwill: int
):
    made = paid((tender("a", 4), tender("b", 6)), in_parts(*parts, owed=owed))

    assert made.goodwill == inr(goodwill)


BOTH = in_parts(part("a", 4), part("b", 6))


@pytest.mark.parametrize(
    ("steps", "expected", "status"),
    [
        ([("succeeded", None)], ["a 4 succeeded", "b 6 succeeded"], "succeeded"),
        ([("failed", None)], ["a 4 failed", "b 6 failed"], "failed"),
        ([("failed", "a")], ["a 4 failed", "b 6 pending"], "pending"),
        ([("failed", "a"), ("succeeded", "b")], ["a 4 failed", "b 6 succeeded"], "succeeded"),
        ([("failed", "a"), ("failed", "b")], ["a 4 failed", "b 6 failed"], "failed"),
        # Without a tender, the parts that are pending.
        ([("succeeded", "a"), ("failed", None)], ["a 4 succeeded", "b 6 failed"], "succeeded"),
        ([("failed", "b"), ("succeeded", None)], ["a 4 succeeded", "b 6 failed"], "succeeded"),
        ([("pending", None), ("pending", "a")], ["a 4 pending", "b 6 pending"], "pending"),
    ],
)
def test_parts_are_settled_one_by_one(
    steps: list[tuple[str, str | None]], expected: list[str], status: str
):
    now = BOTH
    for outcome, tender_id in steps:
        now = settled(now, RefundStatus(outcome), tender_id)

    assert written(now.parts) == expected
    assert now == evolve(BOTH, parts=now.parts, status=RefundStatus(status))


def test_a_refund_without_parts_is_settled_whole():
    assert settled(refund(7), FAILED) == refund(7, "failed")


HALF = in_parts(part("a", 4, "failed"), part("b", 6))


@pytest.mark.parametrize(
    ("found", "status", "tender_id", "outcome"),
    [
        (HALF, "succeeded", "b", "ok"),
        (HALF, "failed", "b", "ok"),
        (HALF, "pending", "b", "ok"),
        (HALF, "failed", "a", "ok"),
        (HALF, "succeeded", "a", "refund_is_settled"),
        (HALF, "pending", "a", "refund_is_settled"),
        (HALF, "succeeded", None, "ok"),
        (HALF, "failed", "c", "tender_not_found"),
        (refund(4), "failed", "a", "tender_not_found"),
        (settled(HALF, SUCCEEDED), "succeeded", None, "ok"),
        (settled(HALF, SUCCEEDED), "failed", None, "refund_is_settled"),
    ],
)
def test_a_part_is_judged_alone(found: Refund, status: str, tender_id: str | None, outcome: str):
    decision = ensure_settles(found, RefundStatus(status), tender_id)

    assert outcome_of(decision) == outcome


def test_the_messages_of_a_wrong_settlement():
    settled_part = ensure_settles(HALF, SUCCEEDED, "a").failure()
    unknown = ensure_settles(HALF, SUCCEEDED, "c").failure()
    whole = ensure_settles(refund(4, "failed"), SUCCEEDED).failure()

    assert settled_part.message == (
        "Refund rfd_1 to tender a has already failed: create a new refund instead."
    )
    assert whole.message == "Refund rfd_1 has already failed: create a new refund instead."
    assert unknown.message == "The refund has no part for tender c."
    assert isinstance(unknown, InvalidFields)
    assert unknown.problems[0].path == ("tender_id",)


@pytest.mark.parametrize(
    ("parts", "holds"),
    [
        ([part("a", 4)], True),
        ([part("a", "4.01")], False),
        ([part("a", "4.01", "failed")], True),
        ([part("c", 0)], True),
        ([evolve(part("c", 0), amount=Money(1, "INR"))], False),
        ([part("more", 1)], False),
    ],
)
def test_no_tender_gives_back_more_than_it_holds(parts: list[RefundPart], holds: bool):
    made = paid((tender("a", 4), tender("b", 246), tender("more", 9, "authorized")))
    refunded = evolve(made, refunds=(in_parts(*parts),))
    if holds:
        assert order(payment=refunded).payment == refunded
    else:
        with pytest.raises(OrderInvariantError, match="more of a tender"):
            order(payment=refunded)


def test_refunds_of_one_tender_count_together():
    made = paid((tender("a", 4), tender("b", 246)))
    twice = (in_parts(part("a", 3)), in_parts(part("a", 2), id="rfd_2"))

    with pytest.raises(OrderInvariantError, match="more of a tender"):
        order(payment=evolve(made, refunds=twice))


def ask(amount: str | int, id: str) -> Step:
    """Request a refund of a bare amount."""
    return lambda before: before.request_refund(refund(amount, id=id), change())


def settle(status: str, id: str, tender_id: str | None = None) -> Step:
    """Record the outcome of a part, or of all pending ones."""

    def step(before: Order) -> Order:
        found = before.refund(id)
        assert found is not None
        allowed = ensure_settles(found, RefundStatus(status), tender_id).unwrap()
        return before.settle_refund(found, allowed, change(), tender_id)

    return step


def cancel(before: Order) -> Order:
    """Cancel, with the refund ``rfd_c`` of all that is left."""
    terms = ensure_cancellable(before, cancellation_request(refund=True), OPEN).unwrap()
    return before.cancel(terms, "rfd_c", change())


def of_tenders(*amounts: int) -> Order:
    """Return an order of 250 that was paid with tenders t0, t1 and so on."""
    return order(payment=paid(tender(f"t{n}", amount) for n, amount in enumerate(amounts)))


# Each step with what is refunded, the goodwill and the balance after it.
SEQUENCES: dict[str, tuple[Order, list[tuple[Step, int, int, int]]]] = {
    "parts of a cancellation's refund fail": (
        # t1 gives 40, then t1 110 and t0 100. The refunds after the cancellation are owed.
        of_tenders(100, 150),
        [
            (ask(40, "rfd_1"), 40, 40, 0),
            (cancel, 250, 250, 0),
            (settle("failed", "rfd_c", "t1"), 140, 140, -110),
            (settle("failed", "rfd_1"), 100, 100, -150),
            (settle("succeeded", "rfd_c"), 100, 100, -150),
            (ask(60, "rfd_2"), 160, 100, -90),
            (settle("failed", "rfd_2", "t1"), 100, 100, -150),
            (ask(150, "rfd_3"), 250, 100, 0),
        ],
    ),
    "a part that failed before the cancellation is not owed": (
        of_tenders(100, 150),
        [
            (ask(200, "rfd_1"), 200, 200, 0),
            (settle("failed", "rfd_1", "t1"), 50, 50, 0),
            (cancel, 250, 250, 0),
            (settle("failed", "rfd_c", "t0"), 200, 200, -50),
        ],
    ),
    "the part beyond what was owed fails": (
        # 20 of 50 are owed. t1 holds 20, so t0 gives 30.
        of_tenders(250, 20),
        [
            (ask(50, "rfd_1"), 50, 30, 0),
            (settle("failed", "rfd_1", "t0"), 20, 0, 0),
            (settle("succeeded", "rfd_1"), 20, 0, 0),
        ],
    ),
    "the part that was owed fails": (
        # 30 of 50 count, of which 20 were owed: 250 - (270 - 30) = 10 is no debt.
        of_tenders(250, 20),
        [
            (ask(50, "rfd_1"), 50, 30, 0),
            (settle("failed", "rfd_1", "t1"), 30, 10, 0),
            (settle("failed", "rfd_1", "t0"), 0, 0, -20),
        ],
    ),
    "most of what was owed fails": (
        # 10 of 25 count, all of it owed: 15 are owed again.
        of_tenders(265, 10),
        [
            (ask(25, "rfd_1"), 25, 0, 0),
            (settle("failed", "rfd_1", "t0"), 10, 0, -15),
            (ask(15, "rfd_2"), 25, 0, 0),
        ],
    ),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_leaves_the_figures_worked_out_by_hand(name: str):
    now, steps = SEQUENCES[name]
    for number, (step, *expected) in enumerate(steps):
        now = step(now)
        money = now.payment.refunded.amount, now.payment.goodwill.amount, now.balance.amount
        assert (number, [*map(int, money)]) == (number, expected)


def test_an_imported_cancellation_counts_its_failed_parts():
    """It does not say what was refunded at the cancellation: its own refund, whole."""
    own = in_parts(part("t1", 150, "failed"), part("t0", 100), id="rfd_c")
    cancelled = cancel(of_tenders(100, 150))
    unknown = evolve(cancelled.payment, refunds=(own,), refunded_at_cancellation=inr(0))

    assert evolve(cancelled, payment=unknown).balance.amount == -150


@define
class Till:
    """Oracle: a till in which each rupee that was paid is a coin on its tender's pile.

    A coin is here (None), or out with the number of the refund that took it.
    """

    piles: dict[str, list[int | None]] = field(factory=dict)

    def pay(self, tender_id: str, rupees: int) -> None:
        self.piles[tender_id] = [None] * rupees

    def take(self, refund: int, rupees: int, tender_id: str | None = None) -> list[str]:
        """Hand out coins one by one, and return how many each pile gave, the newest first."""
        given = []
        for id in reversed(self.piles) if tender_id is None else [tender_id]:
            taken = 0
            for place, coin in enumerate(self.piles[id]):
                if coin is None and rupees > 0:
                    self.piles[id][place] = refund
                    taken, rupees = taken + 1, rupees - 1
            if taken:
                given.append(f"{id} {taken} pending")
        assert rupees == 0
        return given

    def put_back(self, refund: int, tender_id: str) -> None:
        pile = self.piles[tender_id]
        self.piles[tender_id] = [None if coin == refund else coin for coin in pile]

    def here(self, tender_id: str) -> int:
        return self.piles[tender_id].count(None)

    @property
    def out(self) -> int:
        return sum(coin is not None for pile in self.piles.values() for coin in pile)


def capture(before: Order, tender_id: str, rupees: int) -> Order:
    made = before.payment
    more = evolve(
        made,
        captured=made.captured + inr(rupees),
        tenders=(*made.tenders, tender(tender_id, rupees)),
    )
    return before.update_payment(more, change())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_sequence_gives_back_the_coins_of_a_till(data: st.DataObject):
    """Refunds are asked for, fail and are asked for again; new tenders come between."""
    till, now = Till(), order(payment=payment("paid"))
    for number in range(data.draw(st.integers(1, 12), "steps")):
        free = {id: till.here(id) for id in till.piles}
        left = sum(free.values())
        pending = [
            (one, each.tender_id)
            for one in now.payment.refunds
            for each in one.parts
            if each.status is PENDING
        ]
        step = data.draw(st.sampled_from(["capture", "ask", "ask for", "settle", "fail"]))
        if step == "capture":
            rupees = data.draw(st.integers(1, 5))
            till.pay(f"t{number}", rupees)
            now = capture(now, f"t{number}", rupees)
        elif step == "ask" and left:
            rupees = data.draw(st.integers(1, left))
            asked = refund(rupees, id=str(number))
            now = now.request_refund(asked, change())
            assert written(now.payment.refunds[-1].parts) == till.take(number, rupees)
        elif step == "ask for" and left:
            chosen = data.draw(st.sampled_from([id for id in free if free[id]]))
            rupees = data.draw(st.integers(1, free[chosen]))
            parts = split(now.payment, inr(rupees), [(chosen, inr(rupees))]).unwrap()
            now = now.request_refund(in_parts(*parts, id=str(number)), change())
            assert written(parts) == till.take(number, rupees, chosen)
        elif step in ("settle", "fail") and pending:
            one, tender_id = data.draw(st.sampled_from(pending))
            if step == "fail":
                till.put_back(int(one.id), tender_id)
            outcome = FAILED if step == "fail" else SUCCEEDED
            now = now.settle_refund(one, outcome, change(), tender_id)

        assert now.payment.refunded == inr(till.out)
        assert left_of_tenders(now.payment) == {id: inr(till.here(id)) for id in till.piles}


amounts = st.integers(0, 6)


@given(
    held=st.lists(amounts, max_size=4),
    whole=st.lists(amounts, max_size=3),
    taken=st.lists(amounts, max_size=4),
    beside=amounts,
    asked=amounts,
)
def test_parts_always_fit_into_their_tenders(
    held: list[int], whole: list[int], taken: list[int], beside: int, asked: int
):
    """With refunds without parts, and money of an earlier release that has no tender."""
    tenders = [tender(f"t{n}", amount) for n, amount in enumerate(held)]
    given_back = [
        in_parts(part(f"t{n}", min(had, by)))
        for n, (had, by) in enumerate(zip(held, taken, strict=False))
    ]
    captured, gone = sum(held) + beside, sum(min(pair) for pair in zip(held, taken, strict=False))
    for amount in whole:
        if amount <= captured - gone:
            given_back.append(refund(amount))
            gone += amount
    made = paid(tenders, *given_back, captured=captured)

    left = {id: money.amount for id, money in left_of_tenders(made).items()}
    parts = newest_first(made, inr(min(asked, captured - gone)))

    assert min(left.values(), default=0) >= 0
    assert sum(left.values()) <= captured - gone <= sum(left.values()) + beside
    assert all(each.amount.amount <= left[each.tender_id] for each in parts)
    assert sum(each.amount.amount for each in parts) in (0, min(asked, captured - gone))
    if beside == 0:
        assert sum(each.amount.amount for each in parts) == min(asked, captured - gone)
