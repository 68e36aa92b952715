from decimal import Decimal

import pytest
from attrs import evolve

from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment, outcome_of
from tests.support.drafts import draft, priced
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

BARE = draft(order_id=None, order_number=None, created_at=None, updated_at=None)


def create(draft: OrderDraft = BARE, domain_id: str = "dom_1") -> CreateOrder:
    return CreateOrder(domain_id=domain_id, by="key:1", draft=draft)


def test_missing_fields_of_a_draft_are_generated():
    world = World()

    order = world.create_order(create()).unwrap()

    assert (order.id, order.number, order.version) == ("ord_1", "1001", 1)
    assert order.created_at == order.updated_at == world.clock.now()
    assert world.kept("ord_1") == order


def test_fields_of_a_draft_are_kept():
    world = World()
    given = draft(order_id="mine", order_number="SO-1", created_at=CREATED, updated_at=LATER)

    order = world.create_order(create(given)).unwrap()

    assert (order.id, order.number) == ("mine", "SO-1")
    assert (order.created_at, order.updated_at) == (CREATED, LATER)
    assert world.kept("mine") == order


def test_generated_numbers_skip_given_ones():
    world = World.of(reachable(id="hand", number="1002"))

    numbers = [world.create_order(create()).unwrap().number for _ in range(2)]

    assert numbers == ["1001", "1003"]


def test_the_creation_is_the_first_timeline_entry():
    world = World()
    given = evolve(BARE, status=reachable("confirmed").status)

    order = world.create_order(create(given)).unwrap()

    assert order.timeline == (
        TimelineEntry(
            id="evt_1",
            type=ChangeType.CREATED,
            at=world.clock.now(),
            by="key:1",
            version=1,
            from_=None,
            to="confirmed",
        ),
    )


def test_fulfillments_without_an_id_get_one():
    world = World()
    shipment = fulfillment(pasta=1).shipment
    given = evolve(
        BARE,
        fulfillments=(
            FulfillmentDraft(shipment=shipment),
            FulfillmentDraft(id="mine", shipment=shipment),
        ),
    )

    order = world.create_order(create(given)).unwrap()

    first, second = (each.id for each in order.fulfillments)
    assert first.startswith("ful_")
    assert second == "mine"


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        (draft(order_id="ord_1", order_number="other"), "order_exists"),
        (draft(order_id="other", order_number="1001"), "order_number_taken"),
        (draft(order_id="ord_1", order_number="1001"), "order_exists"),
        (draft(order_id="other", order_number="1001", note="n"), "order_number_taken"),
    ],
)
def test_a_used_id_or_number_is_refused(taken: OrderDraft, code: str):
    world = World.of(reachable())

    with nothing_changes(world):
        refused = world.create_order(create(taken))

    assert outcome_of(refused) == code


def test_ids_and_numbers_of_other_domains_are_free():
    world = World.of(reachable(domain_id="dom_2"))

    assert outcome_of(world.create_order(create(draft()))) == "ok"


def test_an_invalid_draft_changes_nothing():
    world = World()

    with nothing_changes(world):
        refused = world.create_order(create(evolve(BARE, lines=(priced("0.0000001"),))))

    assert outcome_of(refused) == "invalid_fields"
    assert world.create_order(create()).unwrap().number == "1001"


def test_a_discount_of_tax_is_refused():
    """An import takes it."""
    unpaid = evolve(BARE.payment, status=PaymentStatus.PENDING, amount_paid=Decimal(0))
    too_much = evolve(BARE, payment=unpaid, tax_total=Decimal(20), discount_total=Decimal("250.51"))
    world = World()

    with nothing_changes(world):
        refusal = world.create_order(create(too_much)).failure()

    assert isinstance(refusal, InvalidFields)
    assert [each.path for each in refusal.problems] == [("discount_total",)]
    (taken,) = world.import_orders(ImportOrders("dom_1", [too_much]))
    assert str(taken.unwrap().total) == "19.99 INR"


def test_a_new_order_is_one_event_and_no_notification():
    world = World()

    order = world.create_order(create()).unwrap()

    posted = [(each.message_id, each.order_id, each.about, each.version) for each in world.events]
    assert posted == [(order.timeline[0].id, order.id, "order.created", 1)]
    assert world.notifications == []
