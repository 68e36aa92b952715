"""Contract of the log of deliveries to webhook endpoints."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from attrs import evolve

from seller_orders.application.ports.webhook_deliveries import (
    DeliveryFilters,
    DeliveryPosition,
    WebhookDelivery,
)
from seller_orders.application.ports.webhook_sender import PING
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store import WholeStore

ANY: Final = DeliveryFilters()
MORE_THAN_A_BATCH: Final = 520


def delivery(number: int = 1, minutes: float | None = None, **fields: Any) -> WebhookDelivery:
    """Return an accepted attempt, some minutes after the sample order's creation."""
    given: dict[str, Any] = {
        "id": f"whd_{number:03}",
        "domain_id": "dom_1",
        "endpoint_id": "whe_1",
        "event_id": f"evt_{number}",
        "event_type": "order.created",
        "occurred_at": CREATED,
        "attempted_at": CREATED + timedelta(minutes=number if minutes is None else minutes),
        "attempt": 1,
        "status": 204,
        "duration_ms": 12,
        "error": None,
    }
    return WebhookDelivery(**given | fields)


def record(store: WholeStore, *deliveries: WebhookDelivery) -> None:
    """Record attempts, in a transaction a domain."""
    for domain_id in sorted({each.domain_id for each in deliveries}):
        with store.begin_domain(domain_id) as tx:
            for each in deliveries:
                if each.domain_id == domain_id:
                    tx.deliveries.record(each)
            tx.commit()


def failed(number: int, **fields: Any) -> WebhookDelivery:
    """Return an attempt that failed."""
    return delivery(number, **{"status": None, "error": "No answer came in time."} | fields)


class WebhookDeliveriesContract:
    """Contract of ``DeliveryRecorder`` and ``WebhookDeliveries``; needs an empty ``store``."""

    def test_a_recorded_attempt_is_found_whole(self, store: WholeStore) -> None:
        whole = failed(1, status=500, error="It answered 500. ü€😀")
        record(store, whole, delivery(2))

        assert store.deliveries.get("dom_1", "whe_1", "whd_001") == whole

    @pytest.mark.parametrize(
        ("domain_id", "endpoint_id"), [("dom_2", "whe_1"), ("dom_1", "whe_2"), ("dom_3", "whe_1")]
    )
    def test_attempts_of_others_are_missing(
        self, store: WholeStore, domain_id: str, endpoint_id: str
    ) -> None:
        others = delivery(2, domain_id="dom_2"), delivery(3, endpoint_id="whe_2")
        record(store, delivery(1), *others)

        found = store.deliveries
        assert found.get(domain_id, endpoint_id, "whd_001") is None
        shown = [each.id for each in found.find(domain_id, endpoint_id, ANY, 9)]
        assert shown == [
            each.id
            for each in others
            if (each.domain_id, each.endpoint_id) == (domain_id, endpoint_id)
        ]

    def test_attempts_are_listed_newest_first_and_continue(self, store: WholeStore) -> None:
        record(store, delivery(1), delivery(3, 2), delivery(2, 2), delivery(4, 0))
        found = store.deliveries

        first = found.find("dom_1", "whe_1", ANY, 2)
        place = DeliveryPosition(first[-1].attempted_at, first[-1].id)
        rest = found.find("dom_1", "whe_1", ANY, 9, place)

        assert [each.id for each in (*first, *rest)] == ["whd_003", "whd_002", "whd_001", "whd_004"]

    def test_attempts_are_filtered_by_event_and_failure(self, store: WholeStore) -> None:
        again = delivery(3, event_id="evt_1")
        record(store, failed(1), delivery(2), again)

        def ids(**filters: Any) -> list[str]:
            found = store.deliveries.find("dom_1", "whe_1", DeliveryFilters(**filters), 9)
            return [each.id for each in found]

        assert ids(event_id="evt_1") == ["whd_003", "whd_001"]
        assert ids(event_id="evt_9") == []
        assert ids(failed=True) == ["whd_001"]
        assert ids(failed=False) == ["whd_003", "whd_002"]
        assert ids(event_id="evt_1", failed=True) == ["whd_001"]

    def test_attempts_for_an_event_are_numbered(self, store: WholeStore) -> None:
        elsewhere = delivery(7, endpoint_id="whe_2", event_id="evt_1")
        record(store, failed(1), delivery(2), elsewhere)
        with store.begin_domain("dom_1") as tx:
            numbered = tx.deliveries.record(delivery(3, event_id="evt_1"))
            tx.commit()

        found = store.deliveries.find("dom_1", "whe_1", ANY, 9)
        assert numbered == delivery(3, event_id="evt_1", attempt=2)
        assert [each.attempt for each in found] == [2, 1, 1]

    def test_attempts_recorded_together_are_numbered(self, store: WholeStore) -> None:
        record(store, failed(1), delivery(2, endpoint_id="whe_2"))
        again = delivery(3, event_id="evt_1"), delivery(4, event_id="evt_1")
        others = delivery(5, endpoint_id="whe_2"), *(delivery(n) for n in range(100, 200))
        with store.begin_domain("dom_1") as tx:
            tx.deliveries.record_all([*again, *others])
            tx.commit()

        found = store.deliveries
        of_event = found.find("dom_1", "whe_1", DeliveryFilters(event_id="evt_1"), 9)
        assert of_event == [evolve(again[1], attempt=3), evolve(again[0], attempt=2), failed(1)]
        assert found.get("dom_1", "whe_2", "whd_005") == others[0]
        assert {each.attempt for each in found.find("dom_1", "whe_1", ANY, 100)} == {1}

    def test_outcomes_of_later_attempts_are_known(self, store: WholeStore) -> None:
        others = failed(3, endpoint_id="whe_2"), failed(4, event_type=PING), failed(5)
        record(store, failed(1), delivery(2), *others, failed(6), delivery(7))

        def after(first: int, last: int) -> tuple[datetime | None, bool]:
            moments = (delivery(number).attempted_at for number in (first, last))
            with store.begin_domain("dom_1") as tx:
                found = tx.deliveries.attempts_after("dom_1", "whe_1", *moments)
            return found.failed_since, found.is_any_accepted

        assert after(1, 7) == (delivery(5).attempted_at, True)
        assert after(2, 6) == (delivery(5).attempted_at, False)
        assert after(6, 7) == (None, True)
        assert after(2, 4) == (None, False)

    def test_uncommitted_attempts_are_discarded(self, store: WholeStore) -> None:
        with store.begin_domain("dom_1") as tx:
            tx.deliveries.record(delivery(1))
            tx.rollback()

        assert store.deliveries.find("dom_1", "whe_1", ANY, 9) == []

    def test_a_long_error_is_cut(self, store: WholeStore) -> None:
        record(store, failed(1, error="x" * 600))

        (found,) = store.deliveries.find("dom_1", "whe_1", ANY, 9)
        assert found.error == "x" * 500

    def test_old_attempts_alone_are_deleted(self, store: WholeStore) -> None:
        new = delivery(3, 3), failed(4)
        record(store, delivery(1), failed(2, domain_id="dom_2"), *new)
        limit = delivery(2).attempted_at

        assert store.reaper.delete_old_deliveries(limit) == 2

        assert store.reaper.delete_old_deliveries(limit) == 0
        assert [*store.deliveries.find("dom_1", "whe_1", ANY, 9)] == [*reversed(new)]
        assert store.deliveries.find("dom_2", "whe_1", ANY, 9) == []

    def test_old_attempts_are_deleted_in_batches(self, store: WholeStore) -> None:
        record(store, *(delivery(number, 0) for number in range(MORE_THAN_A_BATCH)))

        batches = [store.reaper.delete_old_deliveries(CREATED)]
        while batches[-1]:
            batches.append(store.reaper.delete_old_deliveries(CREATED))

        assert sum(batches) == MORE_THAN_A_BATCH
        assert max(batches) < MORE_THAN_A_BATCH
