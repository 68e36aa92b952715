from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.update_external_ids import UpdateExternalIds
from seller_orders.domain.refusals import ExternalIdTaken
from seller_orders.testing.sample_order import outcome_of
from tests.support.drafts import draft
from tests.support.untouched import nothing_changes, nothing_is_done
from tests.support.use_case_world import World, reachable

ERP = {"erp": "SO-17"}


def link(changes: dict[str, str | None], **fields: Any) -> UpdateExternalIds:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return UpdateExternalIds(**usual | {"changes": changes} | fields)


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled"])
def test_external_ids_of_any_order_are_patched(status: str):
    world = World.of(reachable(status, external_ids={"shop": "1"}))

    after = world.update_external_ids(link({"shop": None, "erp": "SO-17"})).unwrap()

    assert after.external_ids == ERP
    assert [(e.type, e.version, e.data) for e in after.timeline] == [
        ("order.external_ids_changed", 2, {"systems": ["erp", "shop"]})
    ]
    assert world.kept() == after
    assert world.cache.invalidations == [("ord_1", 2, 2)]


@pytest.mark.parametrize("changes", [{}, ERP, {"shop": None}])
def test_no_difference_is_no_change(changes: dict[str, str | None]):
    world = World.of(reachable(external_ids=ERP))

    with nothing_is_done(world):
        after = world.update_external_ids(link(changes)).unwrap()

    assert after.version == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (link({}, order_id="ord_9"), "order_not_found"),
        (link({}, domain_id="dom_2"), "order_not_found"),
        (link({}, expected_versions=frozenset({9})), "version_mismatch"),
        (link({f"system {n}": "1" for n in range(21)}), "invalid_fields"),
        (link({"erp": "SO-17"}), "external_id_taken"),
    ],
)
def test_a_refusal_changes_nothing(command: UpdateExternalIds, code: str):
    world = World.of(reachable(), reachable(id="ord_2", number="2", external_ids=ERP))

    with nothing_changes(world):
        refused = world.update_external_ids(command)

    assert outcome_of(refused) == code


def test_a_removed_external_id_can_be_given_to_another_order():
    world = World.of(reachable(), reachable(id="ord_2", number="2", external_ids=ERP))

    world.update_external_ids(link({"erp": None}, order_id="ord_2")).unwrap()

    assert world.update_external_ids(link({"erp": "SO-17"})).unwrap().external_ids == ERP


def test_a_new_order_cannot_take_an_external_id():
    world = World.of(reachable(external_ids=ERP))
    given = draft(order_id="new", order_number="9", external_ids={"a": "1", **ERP})

    with nothing_changes(world):
        refused = world.create_order(CreateOrder(domain_id="dom_1", by="key:1", draft=given))

    assert refused.failure() == ExternalIdTaken("erp", "SO-17")


def test_an_import_reports_taken_external_ids_by_draft():
    world = World.of(reachable(external_ids=ERP))
    shop = {"shop": "1"}
    drafts = [
        draft(order_id="a", order_number="2", external_ids=ERP),
        draft(order_id="b", order_number="3", external_ids=shop),
        draft(order_id="c", order_number="4", external_ids=shop),
        draft(order_id="d", order_number="5"),
    ]

    outcomes = world.import_orders(ImportOrders("dom_1", drafts))
    again = world.import_orders(ImportOrders("dom_1", [evolve(drafts[0], external_ids={})]))

    assert [outcome_of(each) for each in (*outcomes, *again)] == [
        "external_id_taken",
        "ok",
        "external_id_taken",
        "ok",
        "ok",
    ]
