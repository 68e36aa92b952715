"""A program with the client that openapi-python-client makes of the description."""

import os

from seller_orders_client import AuthenticatedClient
from seller_orders_client.api.orders import create_order, list_orders, update_status
from seller_orders_client.models import (
    CreateOrderProblem,
    CustomerInput,
    LineItemInput,
    Order,
    OrderInput,
    OrderInputCurrency,
    OrderPage,
    OrderStatus,
    PaymentInput,
    PaymentStatus,
    SortKey,
    StatusChange,
    UpdateStatusProblem,
)

domain_id = os.environ["DOMAIN_ID"]
client = AuthenticatedClient(os.environ["BASE_URL"], os.environ["API_KEY"])

pasta = LineItemInput(
    id="iid_001",
    product_id="prd_1",
    sku="PASTA-ALF",
    name="Alfredo Pasta",
    quantity=2,
    selling_price=100,
)
wanted = OrderInput(
    store_id="store_web",
    currency=OrderInputCurrency.INR,
    customer=CustomerInput(id="cus_1", name="Anjali Patel"),
    items=[pasta],
    shipping_total=0,
    tax_total=0,
    discount_total=0,
    payment=PaymentInput(PaymentStatus.PENDING, "cash", 0),
)
created = create_order.sync(domain_id, client=client, body=wanted)
assert created is not None
assert not isinstance(created, CreateOrderProblem), created.detail
print(created.status)  # noqa: T201

etag = f'"{created.version}"'
change = StatusChange(OrderStatus.PROCESSING)
moved = update_status.sync(domain_id, created.order_id, client=client, body=change, if_match=etag)
assert isinstance(moved, Order)
print(moved.status)  # noqa: T201

listed = list_orders.sync(
    domain_id, client=client, status=[OrderStatus.PROCESSING], sort_by=SortKey.TOTAL
)
assert isinstance(listed, OrderPage)
assert listed.orders[0].order_id == created.order_id

delivered = StatusChange(OrderStatus.DELIVERED, notify_customer=False)
update_status.sync(domain_id, created.order_id, client=client, body=delivered)
shipped = StatusChange(OrderStatus.SHIPPED)
refused = update_status.sync(domain_id, created.order_id, client=client, body=shipped)
assert isinstance(refused, UpdateStatusProblem)
print(refused.code)  # noqa: T201
