"""A FastAPI service that redeems vouchers and creates orders in one transaction.

Run it with ``DATABASE_URL=sqlite:///shop.db uvicorn examples.fastapi_service:app``.
"""

import os

from fastapi import FastAPI, HTTPException, Response
from sqlalchemy import create_engine, text

from examples.shop import new_order
from seller_orders import GetOrder, OrderStatus, UpdateStatus, embed
from seller_orders import migrate as migrate_orders

engine = create_engine(os.environ["DATABASE_URL"])
migrate_orders(engine)
with engine.begin() as starting:
    starting.execute(text("CREATE TABLE IF NOT EXISTS vouchers (code TEXT PRIMARY KEY)"))
orders = embed(engine)
app = FastAPI()


@app.post("/vouchers/{code}/orders", status_code=201)
def redeem(code: str) -> dict[str, str]:
    """Redeem a voucher and create its order, both or neither."""
    # The block commits before the response is sent.
    with engine.begin() as connection:
        taken = connection.execute(
            text("INSERT INTO vouchers VALUES (:code) ON CONFLICT DO NOTHING"), {"code": code}
        )
        if not taken.rowcount:
            raise HTTPException(409, {"code": "voucher_used", "message": "It was used before."})
        created = orders.within(connection).create_order(new_order())
        return {"order_id": created.map(lambda order: order.id).unwrap()}


@app.post("/orders/{order_id}/{status}")
def move(order_id: str, status: OrderStatus) -> dict[str, int]:
    """Set an order's status."""
    moved = orders.update_status(
        UpdateStatus(domain_id="dom_1", order_id=order_id, by="desk", status=status)
    )
    version = moved.map(lambda order: order.version).value_or(None)
    if version is None:
        refusal = moved.failure()
        raise HTTPException(409, {"code": refusal.code, "message": refusal.message})
    return {"version": version}


@app.get("/orders/{order_id}")
def detail(order_id: str) -> Response:
    """Return an order in the form of the merchant API."""
    found = orders.get_order(GetOrder("dom_1", order_id))
    body = found.map(lambda detail: detail.body).value_or(None)
    if body is None:
        raise HTTPException(404)
    return Response(body, media_type="application/json")
