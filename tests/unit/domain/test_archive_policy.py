"""Policy of archiving: only closed orders can be archived."""

import pytest

from seller_orders.domain.refusals import OrderIsOpen
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_archivable
from seller_orders.domain.transition_rules import RULE_SETS
from seller_orders.testing import reference_rules


@pytest.mark.parametrize("rule_set", RULE_SETS)
@pytest.mark.parametrize("status", reference_rules.STATUSES)
def test_only_closed_orders_can_be_archived(rule_set: str, status: str):
    ways = reference_rules.MAY_BECOME[rule_set]

    decision = ensure_archivable(OrderStatus(status), RULE_SETS[rule_set])

    if ways[status]:
        refusal = decision.failure()
        assert isinstance(refusal, OrderIsOpen)
        assert set(refusal.closed) == {each for each in ways if not ways[each]}
    else:
        assert decision.unwrap() == status
