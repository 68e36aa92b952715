"""Export and erasure of a customer's data over HTTP."""

from typing import Any

import pytest
from sqlalchemy import literal_column, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.event_tables import events
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from tests.support.http_client import Client
from tests.support.order_requests import ADDRESS, create_order, get_order, order_document
from tests.support.server_process import Server

ERASE = "/customers/erase"
DATA = "/customers/data"
ZORRO: dict[str, Any] = {
    "id": "cus_z",
    "name": "Don Zorro",
    "email": "Zorro@Mail.example",
    "phone": "+34911234567",
    "company": "Zorro & Sons",
}
AT_ZORROS = ADDRESS | {"name": "Don Zorro", "line1": "Zorro Street 1", "phone": "+34911234567"}


@pytest.fixture
def client(server: Server) -> Client:
    return server.client()


def stored_texts(server: Server, client: Client) -> str:
    """Return every row of the domain, in lower case."""
    tables = [each for each in metadata.sorted_tables if "domain_id" in each.c]
    with transaction(server.stored.engine, tenant=client.domain_id) as connection:
        rows: list[Any] = [
            connection.execute(
                select(literal_column("*"))
                .select_from(each)
                .where(each.c.domain_id == client.domain_id)
            ).all()
            for each in tables
        ]
    return repr(rows).lower()


def order_of_zorro(client: Client, **changes: Any) -> dict[str, Any]:
    """Create an order with a person's data in all parts, and change it in all ways."""
    document = order_document(
        customer=ZORRO,
        shipping_address=AT_ZORROS,
        billing_address=AT_ZORROS,
        note="Zorro likes it cold",
        attributes={"gift": "For Zorro"},
        external_ids={"erp": "SO-17"},
        **changes,
    )
    created = client.post("/orders", document, Idempotency_Key="create")
    assert created.status == 201, created.body
    path = f"/orders/{created.json['order_id']}"
    parcel = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "customer": {"name": "Zorro's neighbour", "phone": "+3491", "address": AT_ZORROS},
        "delivery_person": {"name": "Zorro's courier", "phone": "+3492"},
    }
    for method, at, body in (
        ("post", "/comments", {"text": "Zorro called", "visibility": "internal"}),
        ("post", "/fulfillments", parcel),
        ("post", "/holds", {"reason": "other", "note": "Zorro is away"}),
        ("post", "/refunds", {"amount": 1, "reason": "Zorro was angry"}),
        ("post", "/edits", {"customer": {"name": "Zorro the Second"}, "reason": "Zorro moved"}),
    ):
        sent = getattr(client, method)(path + at, body, Idempotency_Key=f"key of {at}")
        assert sent.status in (200, 201), sent.body
    order: dict[str, Any] = created.json
    return order


def test_nothing_about_the_customer_is_left_in_the_database(server: Server, client: Client):
    order = order_of_zorro(client)
    create_order(client)
    client.get(f"/orders/{order['order_id']}")
    assert "zorro" in stored_texts(server, client)

    answer = client.post(ERASE, {"customer_id": "cus_z"})

    assert (answer.status, answer.json) == (
        200,
        {"orders": 1, "erased": 1, "open": 1},
    )
    left = stored_texts(server, client)
    for personal in ("zorro", "+3491", "+3492", "19.076"):
        assert personal not in left, left[left.index(personal) - 300 :][:400]
    assert "anjali patel" in left
    after = get_order(client, order)
    assert after["customer"] == {
        "id": "cus_z",
        "name": "erased",
        "email": None,
        "phone": None,
        "company": None,
        "language": None,
    }
    assert (after["totals"]["total"], after["external_ids"]) == (
        order["totals"]["total"],
        {"erp": "SO-17"},
    )
    assert [entry["type"] for entry in after["timeline"]][-1] == "order.erased"
    assert after["timeline"][-1]["data"] == {}
    assert client.get("/orders?search=zorro").json["orders"] == []


def test_an_erased_response_is_not_replayed(client: Client):
    order = order_of_zorro(client)
    body = {"text": "Zorro called", "visibility": "internal"}
    path = f"/orders/{order['order_id']}/comments"
    key = {"Idempotency_Key": "key of /comments"}
    assert client.post(path, body, **key).headers["Idempotent-Replayed"] == "true"
    client.post(ERASE, {"customer_id": "cus_z"})

    again = client.post(path, body, **key)
    other = client.post(path, {"text": "Another", "visibility": "internal"}, **key)

    assert (again.status, again.code) == (410, "answer_erased")
    assert (other.status, other.code) == (422, "idempotency_key_reused")


def test_an_email_is_compared_as_people_write_it(client: Client):
    guest = create_order(client, customer={"name": "Z", "email": "Zorro@Mail.example"})
    other = create_order(client, customer={"name": "Y", "email": "zorro@mail.example.org"})

    answer = client.post(ERASE, {"email": "zorro@mail.EXAMPLE"})

    assert answer.json["erased"] == 1
    assert get_order(client, guest)["customer"]["name"] == "erased"
    assert get_order(client, other)["customer"]["name"] == "Y"


def test_erasing_again_changes_nothing(client: Client):
    order = order_of_zorro(client)
    client.post(ERASE, {"customer_id": "cus_z"})
    before = get_order(client, order)

    assert client.post(ERASE, {"customer_id": "cus_z"}).json == {
        "orders": 1,
        "erased": 0,
        "open": 1,
    }
    assert get_order(client, order) == before


def test_a_dry_run_counts(client: Client):
    order = order_of_zorro(client)
    before = get_order(client, order)

    answer = client.post(f"{ERASE}?dry_run=true", {"customer_id": "cus_z"})

    assert answer.json == {"orders": 1, "erased": 1, "open": 1}
    assert get_order(client, order) == before


@pytest.mark.parametrize(
    "body", [{}, {"customer_id": "cus_1", "email": "a@b.example"}], ids=["none", "both"]
)
def test_exactly_one_name_of_the_customer_is_needed(client: Client, body: dict[str, str]):
    answer = client.post(ERASE, body)

    assert answer.status == 422
    assert "exactly one" in answer.body.decode()


def test_the_export_is_whole_and_paged(client: Client):
    orders = [create_order(client, customer=ZORRO, note=f"No. {n}") for n in range(3)]
    create_order(client)

    first = client.get(f"{DATA}?customer_id=cus_z&limit=2").json
    last = client.get(f"{DATA}?customer_id=cus_z&limit=2&cursor={first['next_cursor']}").json

    exported = [each["order"] for page in (first, last) for each in page["orders"]]
    assert sorted(each["order_id"] for each in exported) == sorted(
        each["order_id"] for each in orders
    )
    assert {each["customer"]["name"] for each in exported} == {"Don Zorro"}
    assert all(each["timeline"] for each in exported)
    assert last["next_cursor"] is None
    assert first["orders"][0]["notifications"] == []
    assert client.get(f"{DATA}?email=zorro@mail.example").json["orders"] == [
        *first["orders"],
        *last["orders"],
    ]


def test_events_of_the_past_are_erased_in_their_places(server: Server, client: Client):
    order_of_zorro(client)

    def numbers() -> list[tuple[int, str]]:
        wanted = select(events.c.number, events.c.message_id).where(
            events.c.domain_id == client.domain_id
        )
        with transaction(server.stored.engine, tenant=client.domain_id) as connection:
            return [tuple(row) for row in connection.execute(wanted.order_by(events.c.number))]

    before = numbers()
    client.post(ERASE, {"customer_id": "cus_z"})

    assert numbers()[:-1] == before
