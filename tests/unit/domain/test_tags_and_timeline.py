import pytest
from attrs import evolve

from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    change,
    fulfillment,
    order,
    payment,
    refund,
)
from tests.support.order_changes import assert_one_change

TYPES = """
    order.created order.status_changed order.fulfillment_created order.fulfillment_updated
    order.fulfillment_cancelled order.cancelled order.items_cancelled order.tags_changed
    order.payment_updated
    order.refund_created order.refund_updated order.restocked
    order.attributes_changed order.external_ids_changed
    order.return_created order.return_updated order.edited order.held order.released
    order.commented order.assigned order.replaced order.late
    order.erased
"""


def test_new_tags_are_added_once_in_given_sequence():
    before = order(tags=("vip",))

    after = before.add_tags(["gift", "vip", "fragile", "gift"], change())

    assert after.tags == ("vip", "gift", "fragile")
    data = {"added": ["gift", "fragile"], "removed": []}
    assert_one_change(before, after, "order.tags_changed", data=data)


@pytest.mark.parametrize("tag", ["", "x" * 65, "a\x00"])
def test_a_tag_has_from_1_to_64_characters(tag: str):
    assert order().add_tags(["x" * 64], change()).tags == ("x" * 64,)
    with pytest.raises(ValueError, match="tags has"):
        order().add_tags([tag], change())


def test_tags_that_the_order_has_are_removed():
    before = order(tags=("vip", "gift", "fragile"))

    after = before.remove_tags(["fragile", "unheard of", "vip"], change())

    assert after.tags == ("gift",)
    data = {"added": [], "removed": ["vip", "fragile"]}
    assert_one_change(before, after, "order.tags_changed", data=data)


def test_tags_without_effect_are_no_change():
    tagged = order(tags=("vip", "gift"))

    assert tagged.add_tags(["gift", "vip"], change()) is tagged
    assert tagged.add_tags([], change()) is tagged
    assert tagged.remove_tags(["fragile"], change()) is tagged


@pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded"])
def test_a_closed_order_can_be_tagged(status: str):
    tagged = order(status).add_tags(["late"], change())

    assert tagged.tags == ("late",)
    assert tagged.status == status


def test_the_timeline_only_grows():
    changed = order().add_tags(["a"], change(2)).add_tags(["b"], change(3))

    again = changed.remove_tags(["a", "b"], change(4))

    assert again.timeline[:2] == changed.timeline
    assert [(entry.id, entry.version) for entry in again.timeline] == [
        ("evt_2", 2),
        ("evt_3", 3),
        ("evt_4", 4),
    ]


def test_a_change_does_not_modify_the_original():
    before = order()

    before.add_tags(["a"], change())

    assert before == order()


def test_changes_continue_an_imported_timeline():
    earlier = TimelineEntry(id="evt_7", type=ChangeType.CREATED, at=CREATED, by="import", version=7)
    before = order(version=7, timeline=(earlier,))

    after = before.add_tags(["a"], change())

    data = {"added": ["a"], "removed": []}
    assert_one_change(before, after, "order.tags_changed", data=data)
    assert after.updated_at == LATER


def test_change_types_are_named_like_events():
    assert {type.value for type in ChangeType} == set(TYPES.split())


def test_ids_and_tracking_are_compared_by_value():
    before = order(fulfillments=(fulfillment(),), payment=payment("paid", 250, (refund(1),)))
    (current,) = before.fulfillments
    same = Tracking(awb="".join(["1Z", "999"]), url=current.shipment.tracking.url)

    assert before.fulfillment("_".join(["ful", "1"])) == current
    assert before.refund("_".join(["rfd", "1"])) == refund(1)
    assert before.update_fulfillment(current, current.status, same, change()) is before
    moved = before.update_fulfillment(current, FulfillmentStatus.IN_TRANSIT, same, change())
    assert "previous_tracking" not in moved.timeline[-1].data


def test_refunds_are_compared_by_id():
    before = order(payment=payment("paid", 250, (refund(1), refund(2, id="rfd_2"))))
    same = refund(1, id="_".join(["rfd", "1"]))

    after = before.settle_refund(same, RefundStatus.FAILED, change())

    assert [each.status for each in after.payment.refunds] == ["failed", "pending"]


def test_repr_leaves_out_the_timeline():
    assert "timeline" not in repr(order().add_tags(["vip"], change()))


def test_attempts_are_counted_by_fulfillment_id():
    failed = CourierReport(failed_attempt="Nobody there")
    shipped = fulfillment("out_for_delivery")
    once = record_report(order(fulfillments=(shipped,)), shipped, failed, change())
    same = evolve(once.fulfillments[0], id="_".join(["ful", "1"]))

    twice = record_report(once, same, failed, change(3))

    assert [entry.data["attempt"] for entry in twice.timeline] == [1, 2]
