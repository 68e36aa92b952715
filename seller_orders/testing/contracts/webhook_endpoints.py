"""Contract of the storage of webhook endpoints."""

from datetime import timedelta
from threading import Thread
from typing import Any

from attrs import evolve

from seller_orders.domain.webhook_endpoint import WebhookEndpoint
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store import WholeStore


def endpoint(number: int = 1, domain_id: str = "dom_1", **fields: Any) -> WebhookEndpoint:
    """Return an endpoint; its id sorts by its number."""
    given: dict[str, Any] = {
        "id": f"whe_{number:03}",
        "domain_id": domain_id,
        "url": f"https://erp.example/{number}",
        "created_at": CREATED,
        "updated_at": CREATED,
        "secret": f"sealed {number}",
    }
    return WebhookEndpoint(**given | fields)


def add(store: WholeStore, *endpoints: WebhookEndpoint) -> None:
    """Store new endpoints."""
    for each in endpoints:
        with store.begin_domain(each.domain_id) as tx:
            tx.endpoints.add(each)
            tx.commit()


WHOLE = endpoint(
    7,
    topics=("order.created", "order.fulfillment_*"),
    description="ü€😀",
    enabled=False,
    updated_at=CREATED + timedelta(hours=1),
    failing_since=CREATED + timedelta(hours=2),
    disabled_at=CREATED + timedelta(days=9),
    disabled_reason="It has failed for 7 days, last: It answered 500.",
    former_secret="sealed before",  # noqa: S106  # it encrypts nothing
    former_secret_until=CREATED + timedelta(days=1),
)


class WebhookEndpointsContract:
    """Contract of ``WebhookEndpoints`` and ``WebhookEndpointReader``; needs an empty ``store``."""

    def test_a_stored_endpoint_is_found_whole(self, store: WholeStore) -> None:
        add(store, WHOLE, endpoint(8))

        assert store.endpoints.get("dom_1", WHOLE.id) == WHOLE
        with store.begin_domain("dom_1") as tx:
            assert tx.endpoints.lock("dom_1", WHOLE.id) == WHOLE

    def test_an_endpoint_of_another_domain_is_missing(self, store: WholeStore) -> None:
        add(store, endpoint(1), endpoint(2, "dom_2"))

        assert store.endpoints.get("dom_1", "whe_002") is None
        assert store.endpoints.some("dom_1", 9) == [endpoint(1)]
        with store.begin_domain("dom_1") as tx:
            assert tx.endpoints.lock("dom_1", "whe_002") is None
            assert tx.endpoints.count("dom_1") == 1

    def test_endpoints_are_listed_by_id_and_continue(self, store: WholeStore) -> None:
        add(store, *map(endpoint, (3, 1, 2)))

        assert store.endpoints.some("dom_1", 2) == [endpoint(1), endpoint(2)]
        assert store.endpoints.some("dom_1", 2, "whe_002") == [endpoint(3)]
        assert store.endpoints.some("dom_1", 2, "whe_003") == []

    def test_a_saved_endpoint_replaces_the_former_one(self, store: WholeStore) -> None:
        add(store, endpoint(7), endpoint(8))

        with store.begin_domain("dom_1") as tx:
            assert tx.endpoints.lock("dom_1", "whe_007") == endpoint(7)
            tx.endpoints.save(WHOLE)
            tx.commit()

        assert store.endpoints.some("dom_1", 9) == [WHOLE, endpoint(8)]

    def test_a_removed_endpoint_is_gone(self, store: WholeStore) -> None:
        add(store, endpoint(1), endpoint(2))

        with store.begin_domain("dom_1") as tx:
            tx.endpoints.remove(endpoint(1))
            tx.commit()

        assert store.endpoints.some("dom_1", 9) == [endpoint(2)]

    def test_uncommitted_changes_are_discarded(self, store: WholeStore) -> None:
        add(store, endpoint(1))

        with store.begin_domain("dom_1") as tx:
            tx.endpoints.add(endpoint(2))
            tx.endpoints.save(evolve(endpoint(1), url="https://elsewhere.example"))
            tx.rollback()
            tx.endpoints.add(endpoint(3))

        assert store.endpoints.some("dom_1", 9) == [endpoint(1)]

    def test_endpoints_of_some_ids_are_locked_together(self, store: WholeStore) -> None:
        add(store, endpoint(1), endpoint(2), endpoint(3), evolve(endpoint(4), domain_id="dom_2"))

        with store.begin_domain("dom_1") as tx:
            found = tx.endpoints.lock_all("dom_1", {"whe_003", "whe_001", "whe_004", "whe_5"})

        assert found == [endpoint(1), endpoint(3)]

    def test_a_second_writer_sees_the_change_of_the_first(self, store: WholeStore) -> None:
        add(store, endpoint(1))

        def disable() -> None:
            with store.begin_domain("dom_1") as tx:
                found = tx.endpoints.lock("dom_1", "whe_001")
                assert found is not None
                tx.endpoints.save(evolve(found, enabled=False))
                tx.commit()

        with store.begin_domain("dom_1") as tx:
            found = tx.endpoints.lock("dom_1", "whe_001")
            assert found is not None
            second = Thread(target=disable)
            second.start()
            tx.endpoints.save(evolve(found, description="first"))
            tx.commit()
        second.join()

        assert store.endpoints.get("dom_1", "whe_001") == endpoint(
            1, description="first", enabled=False
        )

    def test_a_second_writer_counts_what_the_first_added(self, store: WholeStore) -> None:
        counted: list[int] = []

        def count() -> None:
            with store.begin_domain("dom_1") as tx:
                counted.append(tx.endpoints.count("dom_1"))

        with store.begin_domain("dom_1") as tx:
            assert tx.endpoints.count("dom_1") == 0
            second = Thread(target=count)
            second.start()
            tx.endpoints.add(endpoint(1))
            tx.commit()
        second.join()

        assert counted == [1]
