"""Incomplete transition rules are refused before a database is opened."""

from pathlib import Path
from typing import Any

import pytest

from examples.own_transition_rules import STRICT
from seller_orders import OPEN, OrderStatus, TransitionRules, UpdateStatus, embed
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.testing.order_machine import OrderMachine

PARTIAL: TransitionRules = {
    status: OPEN[status] for status in OPEN if status is not OrderStatus.SHIPPED
}
MISSPELT: Any = {**OPEN, OrderStatus.PENDING: {"shiped"}}


@pytest.mark.parametrize(("rules", "named"), [(PARTIAL, "shipped"), (MISSPELT, "shiped")])
def test_embed_names_the_missing_or_unknown_status(
    tmp_path: Path, rules: TransitionRules, named: str
):
    file = tmp_path / "orders.db"

    with pytest.raises(ValueError, match=named):
        embed(f"sqlite:///{file}", transitions=rules)

    assert not file.exists()


@pytest.mark.parametrize("rules", [PARTIAL, MISSPELT])
def test_settings_refuse_incomplete_rules(rules: TransitionRules):
    with pytest.raises(ValueError, match="transition rules: "):
        DomainSettings(transitions=rules)


def test_the_state_machine_refuses_incomplete_rules():
    class Partial(OrderMachine):
        transition_rules = PARTIAL

    with pytest.raises(ValueError, match="no rule for shipped"):
        Partial().start(
            quantities=(1, 1),
            price="1",
            discount=0,
            order_discount=0,
            shipping=0,
            tax=0,
            line_taxes=(None, None),
            adjustment=0,
            prices_include_tax=False,
            payment_status="paid",
            is_part_paid=False,
            digital=frozenset(),
            has_foreign_ids=True,
        )


def test_rules_may_consist_of_strings_and_lists(tmp_path: Path):
    named: Any = {str(status): [str(target) for target in STRICT[status]] for status in STRICT}
    orders = embed(f"sqlite:///{tmp_path / 'orders.db'}", transitions=named)
    skip = UpdateStatus(domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED)

    assert orders.update_status(skip).failure().code == "order_not_found"
