from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import outcome_of
from seller_orders.testing.strategies import draft_of, orders
from tests.support.drafts import draft, priced
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

BAD = {"lines": (priced("0.0000001"),)}


def imported(world: World, *drafts: OrderDraft) -> list[str]:
    """Return ``ok`` or the refusal's code for each draft."""
    return [
        outcome_of(each)
        for each in world.import_orders(ImportOrders(domain_id="dom_1", drafts=drafts))
    ]


def numbered(id: str | None, number: str | None, **fields: object) -> OrderDraft:
    return draft(order_id=id, order_number=number, **fields)


@settings(max_examples=30)
@given(order=orders(domain_ids=st.just("dom_1")))
def test_an_exported_order_is_imported_unchanged(order: Order):
    world = World()

    (outcome,) = world.import_orders(ImportOrders("dom_1", [draft_of(order)]))

    assert outcome.unwrap() == order
    assert world.kept(order.id) == order


def test_valid_drafts_are_stored_beside_refused_ones():
    world = World.of(reachable(id="there", number="7"))

    outcomes = imported(
        world,
        numbered("a", "1"),
        numbered("there", "2"),
        numbered("b", "7"),
        numbered("c", "3", **BAD),
        numbered("d", "4"),
    )

    assert outcomes == ["ok", "order_exists", "order_number_taken", "invalid_fields", "ok"]
    ids = {id for _, id in world.store.committed.orders}
    assert ids == {"there", "a", "d"}


def test_earlier_drafts_use_up_ids_and_numbers():
    world = World()

    outcomes = imported(
        world, numbered("a", "1"), numbered("a", "2"), numbered("b", "1"), numbered("b", "2")
    )

    assert outcomes == ["ok", "order_exists", "order_number_taken", "ok"]


def test_a_refused_draft_uses_no_id_and_no_number():
    world = World()

    assert imported(world, numbered("a", "1", **BAD), numbered("a", "1")) == [
        "invalid_fields",
        "ok",
    ]


def test_drafts_without_id_or_number_get_them():
    world = World.of(reachable(id="hand", number="1002"))

    outcomes = world.import_orders(
        ImportOrders("dom_1", [numbered(None, "1001"), *[numbered(None, None)] * 2])
    )

    made = [each.unwrap() for each in outcomes]
    assert [order.number for order in made] == ["1001", "1003", "1004"]
    assert len({order.id for order in made}) == 3


def test_a_later_drafts_number_is_not_assigned():
    world = World()

    assert imported(world, numbered("a", None), numbered("b", "1001")) == ["ok", "ok"]
    assert world.kept("b").number == "1001"
    assert world.kept("a").number == "1002"


def test_ids_and_numbers_of_other_domains_are_free():
    world = World.of(reachable(domain_id="dom_2", id="a", number="1"))

    assert imported(world, numbered("a", "1")) == ["ok"]


def test_timeline_and_version_are_imported_unchanged():
    """No entry is added."""
    world = World.of(reachable())
    past = world.kept().add_tags(
        ["vip"], world.changes.new_change(world.kept(), "key:9", note="Long ago")
    )
    brought = evolve(draft_of(past), order_id="a", order_number="1")

    imported(world, brought)

    assert world.kept("a").timeline == past.timeline
    assert world.kept("a").version == 2


def test_an_imported_order_posts_no_messages():
    """A subscriber's baseline of an imported order is its first event."""
    world = World()

    imported(world, numbered("a", "1"))

    assert world.notifications == []
    assert world.events == []


def test_an_empty_batch_changes_nothing():
    world = World()

    with nothing_changes(world):
        assert imported(world) == []


def test_a_placeholder_takes_no_number():
    world = World()

    outcomes = imported(world, numbered("a", None), numbered("b", "?"), numbered("c", None))

    assert outcomes == ["ok"] * 3
    assert [world.kept(id).number for id in "abc"] == ["1001", "?", "1002"]


def test_a_refused_draft_leaves_no_gap_in_the_numbers():
    world = World()

    assert imported(world, numbered("a", None, **BAD), numbered("b", None))[1] == "ok"
    assert world.kept("b").number == "1001"
