"""Contract of a payment provider."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

import pytest
from attrs import evolve, frozen

from seller_orders.application.ports.payment_provider import PaymentProvider, RefundRequest
from seller_orders.domain.payment import RefundStatus

REQUEST = RefundRequest(
    domain_id="dom_1",
    order_id="ord_1",
    refund_id="rfd_1",
    amount=Decimal("12.5"),
    currency="INR",
    reason="broken",
)


PARTS: Mapping[str, Decimal] = {"tnd_1": Decimal(7), "tnd_2": Decimal("5.5")}
"""Parts of the refund rfd_parts, by tender id."""


@frozen
class Connected:
    """A provider, and its refunds: (domain, order, refund, amount, currency) of each."""

    provider: PaymentProvider
    given_back: Callable[[], Collection[tuple[str, str, str, Decimal, str]]]


class PaymentProviderContract:
    """Contract of ``PaymentProvider``.

    Needs a fixture ``connected``: a provider with payments for the orders ord_1 and ord_2 of dom_1,
    and ord_1 of dom_2. Order ord_2 of dom_1 has a refund of ``PARTS``, with the id rfd_parts.
    """

    def test_refund_returns_a_status(self, connected: Connected) -> None:
        assert connected.provider.refund(REQUEST) in RefundStatus

        assert sorted(connected.given_back()) == [
            ("dom_1", "ord_1", "rfd_1", Decimal("12.5"), "INR")
        ]

    def test_a_repeated_refund_request_pays_once(self, connected: Connected) -> None:
        first = connected.provider.refund(REQUEST)
        given = sorted(connected.given_back())

        for repeated in (REQUEST, evolve(REQUEST, reason=None)):
            assert connected.provider.refund(repeated) is first

        assert sorted(connected.given_back()) == given

    def test_each_part_is_paid_once(self, connected: Connected) -> None:
        whole = evolve(REQUEST, order_id="ord_2", refund_id="rfd_parts")
        parts = [evolve(whole, tender_id=id, amount=amount) for id, amount in PARTS.items()]

        for request in (*parts, *reversed(parts)):
            assert connected.provider.refund(request) in RefundStatus

        given = [amount for *_, id, amount, _ in connected.given_back() if id == "rfd_parts"]
        assert sum(given) == sum(PARTS.values())

    def test_refunds_differ_by_id_order_and_domain(self, connected: Connected) -> None:
        for request in (
            REQUEST,
            evolve(REQUEST, refund_id="rfd_2"),
            evolve(REQUEST, order_id="ord_2"),
            evolve(REQUEST, domain_id="dom_2"),
        ):
            connected.provider.refund(request)

        assert sorted(given[:3] for given in connected.given_back()) == [
            ("dom_1", "ord_1", "rfd_1"),
            ("dom_1", "ord_1", "rfd_2"),
            ("dom_1", "ord_2", "rfd_1"),
            ("dom_2", "ord_1", "rfd_1"),
        ]

    @pytest.mark.parametrize(
        ("currency", "amount"), [("JPY", "1200"), ("KWD", "0.125"), ("INR", "999999999999.99")]
    )
    def test_an_amount_is_exact_in_every_currency(
        self, connected: Connected, currency: str, amount: str
    ) -> None:
        connected.provider.refund(evolve(REQUEST, amount=Decimal(amount), currency=currency))

        assert [given[3:] for given in connected.given_back()] == [(Decimal(amount), currency)]
