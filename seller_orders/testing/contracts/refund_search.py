"""Contract of refund search."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.ports.refund_search import RefundPosition
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundPart, RefundStatus
from seller_orders.domain.tender import Tender
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing.sample_order import CREATED, LATER, change, inr, payment, refund
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order

ALL = frozenset(RefundStatus)
PENDING = frozenset({RefundStatus.PENDING})


def made(id: str, status: str = "pending", minutes: int = 0) -> Refund:
    """Return a refund of one rupee, created some minutes after the sample orders."""
    return evolve(refund(1, status, id), created_at=CREATED + timedelta(minutes=minutes))


def refunded(order_id: str, *refunds: Refund, domain_id: str = "dom_1") -> Order:
    """Return a paid order with refunds."""
    return order(order_id, domain_id, payment=payment("paid", 250, refunds))


def found(
    store: WholeStore,
    statuses: Collection[RefundStatus] = PENDING,
    limit: int = 20,
    after: RefundPosition | None = None,
    domain_id: str = "dom_1",
) -> list[str]:
    """Return the refunds found, as order id/refund id."""
    rows = store.refunds.find(domain_id, statuses, limit, after)
    return [f"{each['order_id']}/{each['id']}" for each in rows]


class RefundSearchContract:
    """Contract of ``RefundSearch``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_a_refund_is_listed_with_its_order(self, store: WholeStore) -> None:
        burnt = evolve(refund("66.17"), reason="Burnt")
        keep(store, order("ord_1", number="A-1", payment=payment("paid", 250, (burnt,))))

        (row,) = store.refunds.find("dom_1", PENDING, 20)

        assert row == {
            "id": "rfd_1",
            "order_id": "ord_1",
            "order_number": "A-1",
            "amount": Decimal("66.17"),
            "currency": "INR",
            "parts": [],
            "reason": "Burnt",
            "status": "pending",
            "created_at": CREATED,
            "due_since": None,
        }

    def test_a_refund_of_tenders_is_listed_with_its_parts(self, store: WholeStore) -> None:
        tenders = tuple(Tender(id=id, method="card", amount=inr(125)) for id in ("a", "b"))
        parts = (
            RefundPart(tender_id="b", amount=inr("60.5"), status=RefundStatus.FAILED),
            RefundPart(tender_id="a", amount=inr("5.67")),
        )
        paid = payment("paid", 250, (evolve(refund("66.17"), parts=parts),))
        keep(store, order("ord_1", payment=evolve(paid, tenders=tenders)))

        (row,) = store.refunds.find("dom_1", PENDING, 20)

        assert row["parts"] == [
            {"tender_id": "b", "amount": Decimal("60.5"), "status": "failed"},
            {"tender_id": "a", "amount": Decimal("5.67"), "status": "pending"},
        ]

    @pytest.mark.parametrize(
        ("currency", "amount"), [("JPY", "1200"), ("KWD", "0.125"), ("INR", "999999999999.99")]
    )
    def test_an_amount_is_exact_in_every_currency(
        self, store: WholeStore, currency: str, amount: str
    ) -> None:
        money, nothing = Money.of(Decimal(amount), currency).unwrap(), Money.zero(currency)
        paid = Payment(
            status=PaymentStatus.PAID,
            method="card",
            captured=money,
            refunds=(Refund(id="rfd_1", amount=money, created_at=CREATED),),
        )
        (line, *_) = order().lines
        price = UnitPrice.of(Decimal(amount), currency).unwrap()
        bought = evolve(line, quantity=1, selling_price=price, discount=nothing)
        parts: dict[str, Any] = {"discount": nothing, "shipping": nothing, "tax": nothing}
        keep(store, order(lines=(bought,), payment=paid, currency=currency, **parts))

        (row,) = store.refunds.find("dom_1", PENDING, 20)

        assert (row["amount"], row["currency"]) == (Decimal(amount), currency)

    @pytest.mark.parametrize(
        ("statuses", "ids"),
        [
            ("pending", ["rfd_1"]),
            ("succeeded", ["rfd_2"]),
            ("pending failed", ["rfd_1", "rfd_3"]),
            ("pending succeeded failed", ["rfd_1", "rfd_2", "rfd_3"]),
            ("", []),
        ],
    )
    def test_only_requested_statuses_are_found(
        self, store: WholeStore, statuses: str, ids: list[str]
    ) -> None:
        states = enumerate(("pending", "succeeded", "failed"), start=1)
        keep(store, refunded("ord_1", *(made(f"rfd_{n}", status) for n, status in states)))

        wanted = frozenset(RefundStatus(status) for status in statuses.split())
        assert found(store, wanted) == [f"ord_1/{id}" for id in ids]

    def test_refunds_of_all_statuses_are_sorted_by_age(self, store: WholeStore) -> None:
        keep(
            store,
            refunded("ord_1", made("rfd_3", minutes=3), made("rfd_1", "failed", minutes=1)),
            refunded("ord_2", made("rfd_2", minutes=2), made("rfd_0", minutes=0)),
        )

        assert found(store, ALL) == ["ord_2/rfd_0", "ord_1/rfd_1", "ord_2/rfd_2", "ord_1/rfd_3"]

    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    def test_pages_list_each_refund_once(self, store: WholeStore, limit: int) -> None:
        """Refunds with the same time and id differ by their orders."""
        both = made("rfd_1"), made("rfd_2", "failed")
        keep(store, *(refunded(f"ord_{n}", *both) for n in range(3)))
        pages: list[str] = []
        place: RefundPosition | None = None

        while page := store.refunds.find("dom_1", ALL, limit, place):
            assert len(page) <= limit
            pages += [f"{each['order_id']}/{each['id']}" for each in page]
            last = page[-1]
            place = RefundPosition(last["created_at"], last["order_id"], last["id"])

        assert pages == [f"ord_{n}/rfd_{m}" for n in range(3) for m in (1, 2)]

    def test_settling_a_refund_does_not_shift_the_next_page(self, store: WholeStore) -> None:
        refunds = [made(f"rfd_{n}", minutes=n) for n in range(4)]
        keep(store, refunded("ord_1", *refunds))
        assert found(store, limit=2) == ["ord_1/rfd_0", "ord_1/rfd_1"]

        with store.begin("dom_1") as tx:
            current = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(current.settle_refund(refunds[1], RefundStatus.SUCCEEDED, change()))
            tx.commit()

        place = RefundPosition(refunds[1].created_at, "ord_1", "rfd_1")
        assert found(store, after=place) == ["ord_1/rfd_2", "ord_1/rfd_3"]
        assert found(store) == ["ord_1/rfd_0", "ord_1/rfd_2", "ord_1/rfd_3"]

    def test_a_refund_of_an_archived_order_is_found(self, store: WholeStore) -> None:
        """It still has to be paid."""
        closed = order("ord_1", status="delivered", payment=payment("paid", 250, (made("rfd_1"),)))
        keep(store, closed)

        store.archive.add(closed, LATER)

        assert found(store) == ["ord_1/rfd_1"]

    def test_domains_have_separate_refunds(self, store: WholeStore) -> None:
        keep(
            store,
            refunded("ord_1", made("rfd_1")),
            refunded("ord_1", made("rfd_1", "failed"), made("rfd_9"), domain_id="dom_2"),
        )

        assert found(store, ALL) == ["ord_1/rfd_1"]
        assert found(store, domain_id="dom_2") == ["ord_1/rfd_9"]
        assert found(store, ALL, domain_id="dom_3") == []
