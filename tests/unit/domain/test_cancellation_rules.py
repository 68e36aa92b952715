"""Reasons of cancellations that a domain accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import CancellationRules, ensure_accepted
from seller_orders.domain.refusals import InvalidFields
from seller_orders.testing.sample_order import refusal_of


@given(reason=st.sampled_from(CancelReason), accepted=st.frozensets(st.sampled_from(CancelReason)))
def test_only_accepted_reasons_are_allowed(reason: CancelReason, accepted: frozenset[CancelReason]):
    decision = ensure_accepted(reason, CancellationRules(reasons=accepted))

    assert decision.value_or(None) is (reason if reason in accepted else None)


@pytest.mark.parametrize(
    ("accepted", "named"),
    [
        ({CancelReason.FRAUD}, "fraud"),
        ({CancelReason.OTHER, CancelReason.FRAUD}, "fraud, other"),
        (set[CancelReason](), "none, the domain cancels nothing"),
    ],
)
def test_a_refusal_names_the_accepted_reasons(accepted: set[CancelReason], named: str):
    rules = CancellationRules(reasons=frozenset(accepted))

    refusal = refusal_of(ensure_accepted(CancelReason.OUT_OF_STOCK, rules))

    assert isinstance(refusal, InvalidFields)
    assert refusal.message == (
        f"The reason out_of_stock is not accepted here; it must be one of: {named}."
    )
    assert [(each.code, each.path) for each in refusal.problems] == [
        ("reason_not_accepted", ("reason",))
    ]


def test_a_domain_accepts_every_reason_by_default():
    assert CancellationRules().accepted == tuple(CancelReason)
