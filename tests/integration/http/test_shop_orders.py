"""Orders as shops have them are created and imported with every value unchanged."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.queries.export_orders import ExportOrders
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from tests.integration.cli.import_export import contains
from tests.support.http_client import Answer, Client, exact
from tests.support.server_process import Server, run
from tests.support.shop_orders import SHOP_ORDERS, candle, paid, shop_order


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client of the domain that a file of all the orders is imported into."""
    client = server.client()
    lines = [json.dumps(each.document).encode() for each in SHOP_ORDERS.values()]
    file = tmp_path_factory.mktemp("shop") / "orders.jsonl"
    file.write_bytes(BOM_UTF8 + b"\n".join(lines))
    ended = run(server.url, "import", str(file), "--domain", client.domain_id)
    assert ended.returncode == 0, ended.stderr.decode()
    return client


def assert_detail(answer: Answer, expected: dict[str, Any]) -> None:
    assert contains(answer.json, exact(expected)), answer.body.decode()


@pytest.mark.parametrize("name", SHOP_ORDERS)
def test_create_takes_the_order(client: Client, name: str):
    answer = client.post("/orders", SHOP_ORDERS[name].document)

    assert answer.status == 201, answer.body
    assert_detail(answer, SHOP_ORDERS[name].detail)
    assert_detail(client.get(f"/orders/{answer.json['order_id']}"), SHOP_ORDERS[name].detail)


def test_every_order_of_a_file_is_imported(shop: Client):
    listed = shop.get("/orders?limit=100").json["orders"]
    ids = {(each["store_id"], each["order_number"]): each["order_id"] for each in listed}

    assert len(ids) == len(listed) == len(SHOP_ORDERS)
    for each in SHOP_ORDERS.values():
        id = ids[each.document["store_id"], each.document["order_number"]]
        assert_detail(shop.get(f"/orders/{id}"), each.detail)


@pytest.fixture
def use_cases(server: Server) -> Iterator[UseCases]:
    """The use cases on the server's database."""
    runtime = build_runtime(Settings(database_url=server.url), NoOrderCache())
    yield runtime.use_cases
    runtime.engine.dispose()


def test_an_export_imports_to_the_same_export(use_cases: UseCases, shop: Client):
    copy = f"dom_{uuid4().hex[:12]}"

    def export(domain_id: str) -> list[bytes]:
        found = use_cases.export_orders(ExportOrders(domain_id))
        return [encode(exported(order)) for order in found]

    lines = export(shop.domain_id)
    drafts = [decode_imported(line).unwrap() for line in lines]
    use_cases.import_orders(ImportOrders(copy, drafts))

    assert len(lines) == len(SHOP_ORDERS)
    assert export(copy) == lines


def test_a_number_is_taken_once_in_a_store(client: Client):
    first = client.post("/orders", shop_order("#1001"))
    second = client.post("/orders", shop_order("#1001"))

    assert first.status == 201
    assert (second.status, second.code) == (409, "order_number_taken")


@pytest.mark.parametrize("quantity", [0.5, 1.25, "0.5"])
def test_a_fraction_of_a_unit_is_refused(client: Client, quantity: Any):
    answer = client.post("/orders", shop_order("S-1", items=[candle(quantity=quantity)]))

    assert (answer.status, answer.pointers) == (422, ["/items/0/quantity"])
    assert "whole number" in answer.json["errors"][0]["detail"]


def test_an_order_may_be_paid_too_much_at_its_creation(client: Client):
    answer = client.post("/orders", shop_order("S-1", payment=paid(12.02)))

    assert answer.status == 201, answer.body
    assert_detail(
        answer,
        {"financial_status": "paid", "totals": {"total": 12, "captured": 12.02, "balance": -0.02}},
    )


def test_a_capture_above_the_total_needs_overpayment(client: Client):
    """Above the total only ``overpayment`` lets it through; otherwise it is likely a mistake."""
    unpaid = {"status": "pending", "method": "card", "amount_paid": 0}
    order = client.post("/orders", shop_order("S-1", payment=unpaid)).json
    path, capture = f"/orders/{order['order_id']}/payment", {"amount_captured": 12.02}

    refused = client.patch(path, {"status": "paid", **capture})
    taken = client.patch(path, {"status": "paid", "overpayment": True, **capture})

    assert (refused.status, refused.pointers) == (422, ["/amount_captured"])
    assert taken.status == 200, taken.body
    assert_detail(
        taken, {"financial_status": "paid", "totals": {"captured": 12.02, "balance": -0.02}}
    )


def test_cancel_refunds_the_rest_and_restocks_once(client: Client):
    lines = [candle(quantity=2), candle(id="2", selling_price=6)]
    order = client.post("/orders", shop_order("S-1", items=lines, payment=paid(30))).json
    path = f"/orders/{order['order_id']}"
    cancel = {"reason": "customer_request", "refund": True, "restock": True}

    assert client.post(f"{path}/refunds", {"amount": 12}).status == 201
    cancelled = client.post(f"{path}/cancel", cancel).json
    again = client.post(f"{path}/cancel", cancel)
    refund = client.post(f"{path}/refunds", {"amount": 1})

    assert cancelled["refund"]["amount"] == 18
    assert cancelled["order"]["totals"]["refunded"] == 30
    units = [(each["id"], each["quantity"]) for each in cancelled["restocked"]]
    assert units == [("1", 2), ("2", 1)]
    assert (again.status, again.code) == (409, "already_cancelled")
    assert (refund.status, refund.code) == (409, "payment_not_refundable")
    after = client.get(path).json
    assert [each["cause"] for each in after["restocks"]] == ["cancellation"]
