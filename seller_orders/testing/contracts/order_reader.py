"""Contract of the order reader."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import msgspec
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.result import Failure

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.sample_order import LATER, fulfillment, order_with_cancelled_units
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep, order, tagged
from seller_orders.testing.strategies import orders

_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode


def as_read_by_a_caller(detail: Any) -> Any:
    """Return a detail as JSON has it: exact numbers, and times as text."""
    return _decode(encode(detail))


def first(most: int, orders: Iterator[Order]) -> list[Order]:
    """Return at most so many orders, in case the reader never ends."""
    return list(islice(orders, most))


class OrderReaderContract:
    """Contract of ``DomainReader``. Needs an empty ``store`` and a ``shared_store``."""

    @settings(max_examples=20)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_detail_equals_the_aggregates_read_model(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        """The detail is built from rows, without the aggregate, so both must agree."""
        added = data.draw(orders(domain_ids=st.just(domain_id)))
        keep(shared_store, added)

        detail = shared_store.reader.detail(domain_id, added.id).unwrap()

        assert as_read_by_a_caller(detail) == as_read_by_a_caller(order_detail(added))

    @pytest.mark.parametrize("status", ["delivered", "failed", "returned"])
    def test_detail_counts_units_after_the_sale(self, store: Store, status: str) -> None:
        """Refunded units are spent as soon as their fulfillment is inactive."""
        parcel = evolve(fulfillment(status, pasta=6), handed_over_at=LATER)
        keep(store, added := order_with_cancelled_units(fulfillments=(parcel,)))

        detail = store.reader.detail("dom_1", "ord_1").unwrap()

        assert as_read_by_a_caller(detail) == as_read_by_a_caller(order_detail(added))
        pasta, soup = detail["items"]
        assert (pasta["refunded_quantity"], soup["refunded_quantity"]) == (2, 0)
        assert pasta["remaining_quantity"] == (1 if status == "delivered" else 5)
        assert detail["totals"]["cancelled"] == 500

    def test_an_unknown_order_is_not_found(self, store: Store) -> None:
        keep(store, order("ord_1"))

        assert store.reader.detail("dom_1", "ord_9") == Failure(OrderNotFound("ord_9"))
        assert store.reader.order("dom_1", "ord_9") == Failure(OrderNotFound("ord_9"))

    def test_reads_see_the_last_commit(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
            tx.commit()

        assert store.reader.detail("dom_1", "ord_1").unwrap()["version"] == 2
        assert store.reader.detail("dom_1", "ord_1").unwrap()["tags"] == ["vip"]
        assert store.reader.order("dom_1", "ord_1").unwrap().tags == ("vip",)

    def test_every_order_reads_all_chunks_by_id(self, store: Store) -> None:
        """More than two chunks of orders, added in another order."""
        added = [order(f"ord_{n:04}", note=str(n)) for n in range(1003)]
        keep(store, *added[500:], order("ord_0500", "dom_2"))
        keep(store, *reversed(added[:500]))

        found = first(1100, store.reader.every_order("dom_1"))
        assert [each.id for each in found] == [each.id for each in added]
        assert found == added

    def test_ids_are_ordered_by_code_point(self, store: Store) -> None:
        ids = ["-1", ".2", "0", "9", "A", "Z", "_", "a", "z"]
        keep(store, *(order(id) for id in reversed(ids)))

        assert [each.id for each in first(20, store.reader.every_order("dom_1"))] == ids

    def test_a_full_chunk_is_not_read_twice(self, store: Store) -> None:
        added = [order(f"ord_{n:04}") for n in range(500)]
        keep(store, *added)

        found = first(1100, store.reader.every_order("dom_1"))
        assert [each.id for each in found] == [each.id for each in added]

    def test_every_order_blocks_no_writer(self, store: Store) -> None:
        """A slow consumer blocks no writer, and later chunks are read when they are needed."""
        keep(store, *(order(f"ord_{n:04}") for n in range(501)))

        going = store.reader.every_order("dom_1")
        begun = next(going)
        keep(store, order("ord_9999"))
        rest = first(600, going)

        assert begun.id == "ord_0000"
        assert [each.id for each in rest[:500]] == [f"ord_{n:04}" for n in range(1, 501)]
