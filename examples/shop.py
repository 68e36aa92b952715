"""The order that the examples start with."""

from decimal import Decimal

from seller_orders import CreateOrder, Customer, LineDraft, OrderDraft, PaymentDraft, PaymentStatus


def new_order(domain_id: str = "dom_1") -> CreateOrder:
    """Return an order of two pasta at 100 INR, paid by card."""
    pasta = LineDraft(
        id="line_1",
        product_id="prd_1",
        sku="PASTA-ALF",
        name="Alfredo Pasta",
        quantity=2,
        selling_price=Decimal(100),
    )
    paid = PaymentDraft(status=PaymentStatus.PAID, method="card", amount_paid=Decimal(200))
    draft = OrderDraft(
        store_id="store_1",
        currency="INR",
        customer=Customer(id="cus_1", name="Anjali Patel", email="anjali@shop.example"),
        lines=(pasta,),
        payment=paid,
    )
    return CreateOrder(domain_id=domain_id, by="shop", draft=draft)
