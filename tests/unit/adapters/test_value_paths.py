import pytest
from attrs import frozen

from seller_orders.adapters.shared.value_paths import path_of
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order


@frozen
class Sender:
    name: str


@frozen
class Parcel:
    sender: Sender
    receiver: Sender


@pytest.mark.parametrize(
    ("kind", "name", "path"),
    [
        (Order, "note", "note"),
        (Order, "customer_email", "customer.email"),
        (Order, "payment_status", "payment.status"),
        (Order, "captured", "payment.captured"),
        (Fulfillment, "awb", "shipment.tracking.awb"),
        (Fulfillment, "tracking_url", "shipment.tracking.url"),
        (Order, "subtotal", None),
    ],
)
def test_a_flat_name_has_the_path_of_its_field(kind: type, name: str, path: str | None):
    assert path_of(kind, name) == path


def test_a_name_of_several_fields_is_an_error():
    with pytest.raises(TypeError, match=r"receiver\.name, sender\.name"):
        path_of(Parcel, "name")
