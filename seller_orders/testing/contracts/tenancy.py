"""Contract of tenancy: two domains with equal ids and numbers never see each other."""

import pytest
from returns.result import Failure

from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.contracts.idempotency_store import record, recorded
from seller_orders.testing.outbox_steps import claim, fail, finish, post, state, waiting
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import give_back, keep, kept, message, order, tagged

MINE = order("ord_1", "dom_1", note="mine")
THEIRS = order("ord_1", "dom_2", note="theirs", tags=("vip",), fulfillments=(fulfillment(),))
THEIRS_ALONE = order("ord_2", "dom_2")


class TenancyContract:
    """Contract of tenancy, for all ports. Needs a fixture ``store``: an empty ``WholeStore``."""

    @pytest.fixture(autouse=True)
    def two_domains(self, store: WholeStore) -> None:
        keep(store, MINE, THEIRS, THEIRS_ALONE)

    def test_get_is_limited_to_the_domain(self, store: WholeStore) -> None:
        with store.begin("dom_1") as tx:
            assert tx.orders.get("dom_1", "ord_1").unwrap() == MINE
            assert tx.orders.get("dom_1", "ord_2") == Failure(OrderNotFound("ord_2"))
            assert tx.orders.get_many("dom_1", ["ord_1", "ord_2"]) == {"ord_1": MINE}
        with store.begin("dom_2") as tx:
            assert tx.orders.get("dom_2", "ord_1").unwrap() == THEIRS
        with store.begin("dom_3") as tx:
            assert tx.orders.get_many("dom_3", ["ord_1", "ord_2"]) == {}

    def test_save_is_limited_to_the_domain(self, store: WholeStore) -> None:
        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "new"))
            tx.commit()

        assert kept(store, "ord_1", "dom_1").tags == ("new",)
        assert kept(store, "ord_1", "dom_2") == THEIRS

    def test_taken_is_limited_to_the_domain(self, store: WholeStore) -> None:
        with store.begin("dom_1") as tx:
            taken = tx.orders.taken("dom_1", ["ord_1", "ord_2"], ["ord_1", "ord_2"])

        assert taken == ExistingIdentifiers(
            frozenset({"ord_1"}), frozenset({StoreNumber("store_1", "ord_1")})
        )

    def test_restock_is_limited_to_the_domain(self, store: WholeStore) -> None:
        for domain_id in ("dom_1", "dom_2"):
            give_back(store, {"pasta": 2}, "ord_1", domain_id)

        for domain_id in ("dom_1", "dom_2"):
            assert store.restocked(domain_id) == [("ord_1", "pasta", 2)]

    def test_finish_is_limited_to_the_domain(self, store: WholeStore) -> None:
        mine, theirs = message("same", "dom_1"), message("same", "dom_2")
        post(store, mine, theirs)
        claimed = {each.message.domain_id: each for each in claim(store)}

        finish(store, claimed["dom_1"])

        assert waiting(store) == [theirs]

    def test_a_failed_message_blocks_no_other_domain(self, store: WholeStore) -> None:
        """The order and the channel have the same names in both domains."""
        post(store, message("mine", "dom_1"), message("theirs", "dom_2", version=3))
        claimed = {each.message.domain_id: each for each in claim(store)}

        fail(store, claimed["dom_1"], again_at=300)

        assert state(store, "theirs").due_at == claimed["dom_2"].leased_until

    def test_idempotency_keys_are_limited_to_the_domain(self, store: WholeStore) -> None:
        record(store, b"mine", "same", "dom_1")

        assert recorded(store, "same", "dom_2") is None

    def test_reads_are_limited_to_the_domain(self, store: WholeStore) -> None:
        assert store.reader.detail("dom_1", "ord_1").unwrap()["note"] == "mine"
        detail = store.reader.detail("dom_1", "ord_1").unwrap()
        assert (detail["tags"], detail["fulfillments"], len(detail["items"])) == ([], [], 2)
        assert store.reader.detail("dom_1", "ord_2") == Failure(OrderNotFound("ord_2"))
        assert store.reader.order("dom_1", "ord_1").unwrap() == MINE
        assert store.reader.order("dom_1", "ord_2") == Failure(OrderNotFound("ord_2"))
        assert list(store.reader.every_order("dom_1")) == [MINE]
        assert list(store.reader.every_order("dom_3")) == []

    @pytest.mark.parametrize(
        ("filters", "total"),
        [
            (OrderFilters(), 1),
            (OrderFilters(tag="vip"), 0),
            (OrderFilters(awb="1Z999"), 0),
            (OrderFilters(number_begins_or_ends_with="ord_"), 1),
        ],
    )
    def test_search_is_limited_to_the_domain(
        self, store: WholeStore, filters: OrderFilters, total: int
    ) -> None:
        """The tag or AWB of an order with the same id in another domain does not match."""
        found, count = store.search.page("dom_1", filters, Sort(), 0, 10)
        before_all = Position(LATER, "~")
        after = store.search.after("dom_1", filters, Sort(), before_all, 10)

        assert count == total
        assert [each["domain_id"] for each in found.orders] == ["dom_1"] * total
        assert after == found
        assert before_all.value > CREATED  # type: ignore[operator]
