"""Orders for search tests: few distinct values, so that every filter has matches and ties."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import (
    ReceivedUnits,
    Return,
    ReturnedItem,
    ReturnStatus,
    ShippedUnits,
)
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Address, Customer, Tracking
from seller_orders.testing import sample_order
from seller_orders.testing.store_steps import order

NUMBERS = [
    *("1001", "1010", "10", "01", "101001", "SO-1001", "so-1001", "So-7", "7-oS", "ABBA", "abba"),
    *("100%", "%100", "1_0", "_10", "a\\b", "\\", "%", "_", "100x", "1x0", "a'b", 'a"b', "*", "?"),
    *(
        "ΣΑΣ",
        "σας",
        "STRASSE",
        "Straße",
        "Ünal",
        "ÜNAL",
        "日本-1",
        "1-日本",
        "é",
        "E\u0301",
        "a b ",
    ),
]
DAY = datetime(2025, 3, 1, tzinfo=UTC)
TIMES = [DAY, DAY + timedelta(microseconds=1), DAY + timedelta(hours=5), DAY + timedelta(days=1)]
CUSTOMERS = ["cus_1", "cus_2", "CUS_1"]
NAMES = ["Anjali Patel", "ANJA-LENA Müller", "Zoë O'Brien", "अंजलि शर्मा", "张伟", "Łukasz Patelski"]
EMAILS = ["anjali.p@shop.example", "zoe@example.com", None]
PHONES = ["+91 98765 43210", "9876500000", None, "020 7946 0000"]
COUNTRIES = ["IN", "DE", None]
SKUS = ["TSH-RED-M", "TSH-RED-XL", "gid://shop/Variant/7"]
QUERIES = [
    *("anjali", "ANJ", "anja pat", "patel pat", "müller", "MULLER", "muller", "mu\u0308ller"),
    *(
        "o'brien",
        "brien",
        "zoe",
        "zoe\u0308 zo",
        "अंजलि",
        "अं",
        "शर्मा अंजलि",
        "शर",
        "张",
        "伟",
        "łukasz",
    ),
    *("lukasz patelski", "anjali.p@shop", "shop.example", "example", "98765", "9198765"),
    *("+919876543210", "tsh-red", "TSH-RED-X", "red-m", "gid://shop/variant/7", "variant"),
    *("pasta", "past sou", "1001", "so-1001", "ünal", "STRASSE", "1z999", "awb_7", "zzz", "x"),
]
STORE_IDS = ["store_1", "store_2"]
TAGS = ["vip", "VIP", "100%", "gift"]
SYSTEMS = ["erp", "ERP"]
ATTRIBUTES = [("gift", "yes"), ("Gift", "yes: red"), ("note", "é" * 2000)]
AWBS = ["1Z999", "1z999", "AWB_7"]
MORE_AWBS = ["AWB_8", "1Z999"]
ASSIGNEES = ["usr_0", "usr_1"]
RETURNS = [None, "requested", "approved", "received", "closed", "rejected", "cancelled"]
CONDITIONS = ["resellable", "missing"]
HOLDS: list[list[tuple[tuple[str, ...], datetime | None]]] = [
    [],
    [((), None)],
    [((), TIMES[1])],
    [(("soup",), TIMES[2])],
    [(("pasta",), None), ((), TIMES[0])],
    [(("pasta", "soup"), TIMES[3])],
]
"""The held lines and ends of each hold of an order; no lines hold all."""
PAYMENTS = [
    sample_order.payment("paid", 250),
    sample_order.payment("paid", 250, (sample_order.refund(50),)),
    sample_order.payment("paid", 250, (sample_order.refund(250),)),
    sample_order.payment("pending"),
    sample_order.payment("authorized"),
    sample_order.payment("failed"),
    sample_order.payment("voided"),
]


def listed_orders(domain_id: str) -> list[Order]:
    """Return one order per number; every other field cycles through its values."""
    return [_listed(domain_id, index, number) for index, number in enumerate(NUMBERS)]


def _listed(domain_id: str, index: int, number: str) -> Order:
    lines = [(), ("pasta",), ("pasta", "soup")][index % 3]
    return order(
        # Ids and numbers have different sequences, so that a tie broken by id shows.
        id=f"ord_{index * 37 % 101:03}",
        domain_id=domain_id,
        number=number,
        version=1 + index % 3,
        status=list(OrderStatus)[index % 5],
        created_at=TIMES[index % 4],
        updated_at=TIMES[index // 5 % 4],
        customer=Customer(
            id=CUSTOMERS[index // 2 % 3],
            name=NAMES[index % 6],
            email=EMAILS[index % 3],
            phone=PHONES[index // 2 % 4],
        ),
        lines=(
            evolve(sample_order.line("pasta", 2, "100"), sku=SKUS[index % 3]),
            sample_order.line("soup", 1, "50.50"),
        ),
        shipping_address=_address(COUNTRIES[index // 4 % 3]),
        store_id=STORE_IDS[index // 3 % 2],
        tags=tuple(TAGS[: index % 5][::-1]),
        external_ids=dict.fromkeys(SYSTEMS[: index % 3], f"{index}:1"),
        attributes=dict(ATTRIBUTES[: index % 4]),
        ship_by=TIMES[index // 2 % 4] if index % 3 else None,
        assignee=ASSIGNEES[index % 2] if index % 4 else None,
        returns=_returns(lines[:1], RETURNS[index % 7], CONDITIONS[index % 2]),
        holds=tuple(
            Hold(id=f"hld_{n}", reason=HoldReason.OTHER, items=items, until=until, created_at=DAY)
            for n, (items, until) in enumerate(HOLDS[index // 2 % 6])
        ),
        shipping=Money(10_000 * (index % 3), "INR"),
        payment=PAYMENTS[index % 7],
        fulfillments=tuple(
            _shipped(line, AWBS[(index + n) % 3], MORE_AWBS[: (index + n) % 3])
            for n, line in enumerate(lines)
        ),
    )


def _returns(line_ids: tuple[str, ...], status: str | None, condition: str) -> tuple[Return, ...]:
    if status is None:
        return ()
    arrived = ReceivedUnits(quantity=1, condition=condition, arrived=condition != "missing")
    has_come = status in {"received", "closed"}
    return tuple(
        Return(
            id=f"ret_{id}",
            status=ReturnStatus(status),
            items=(
                ReturnedItem(
                    id=id,
                    quantity=1,
                    reason="unwanted",
                    shipped=(ShippedUnits(fulfillment_id=f"ful_{id}", quantity=1),),
                    received=(arrived,) if has_come else (),
                ),
            ),
            created_at=DAY,
            updated_at=DAY,
        )
        for id in line_ids
    )


def _address(country: str | None) -> Address | None:
    if country is None:
        return None
    return Address(line1="MG Road 1", city="Pune", country_code=country)


def _shipped(line_id: str, awb: str, more_awbs: list[str]) -> Fulfillment:
    quantity = {"pasta": 2, "soup": 1}[line_id]
    sent = sample_order.fulfillment("in_transit", id=f"ful_{line_id}", **{line_id: quantity})
    more = tuple(Tracking(awb=each) for each in more_awbs)
    shipment = evolve(sent.shipment, tracking=Tracking(awb=awb), more_tracking=more)
    return evolve(sent, shipment=shipment)
