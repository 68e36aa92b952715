"""Contract of the registered domains."""

from datetime import UTC, date, datetime, timedelta

from attrs import evolve

from seller_orders.application.access import INSTALLATION
from seller_orders.application.domains import Domain, DomainState
from seller_orders.application.outbox_messages import Channel
from seller_orders.testing.contracts.access_keys import key
from seller_orders.testing.contracts.idempotency_store import ANSWER
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import CREATED, LATER
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, message, order


def domain(id: str, name: str = "Shop") -> Domain:
    return Domain(id=id, name=name, created_at=CREATED, updated_at=CREATED)


def register(store: WholeStore, *domains: Domain) -> frozenset[str]:
    """Register domains in one unit of work, and return the new ids."""
    with store.begin_domain(INSTALLATION) as tx:
        added = tx.domains.add(*domains)
        tx.commit()
    return added


class DomainsContract:
    """Contract of ``DomainDirectory`` and ``DomainRepository``. Needs an empty ``store``."""

    def test_registered_domains_are_found(self, store: WholeStore) -> None:
        assert register(store, domain("dom_1"), domain("dom_2", "Käse & Söhne")) == {
            "dom_1",
            "dom_2",
        }

        assert store.domains.find("dom_2") == domain("dom_2", "Käse & Söhne")
        assert store.domains.find("dom_3") is None

    def test_a_registered_domain_is_kept(self, store: WholeStore) -> None:
        register(store, domain("dom_1"))

        assert register(store, domain("dom_1", "Other"), domain("dom_2")) == {"dom_2"}

        assert store.domains.find("dom_1") == domain("dom_1")

    def test_adding_nothing_adds_nothing(self, store: WholeStore) -> None:
        assert register(store) == frozenset()

        assert list(store.domains.page("", 10)) == []

    def test_more_domains_than_a_batch_are_registered(self, store: WholeStore) -> None:
        ids = {f"dom_{number:04}" for number in range(501)}

        assert register(store, *map(domain, ids)) == ids

        assert [each.id for each in store.domains.page("dom_0498", 10)] == ["dom_0499", "dom_0500"]

    def test_a_rolled_back_unit_of_work_registers_nothing(self, store: WholeStore) -> None:
        with store.begin_domain(INSTALLATION) as tx:
            tx.domains.add(domain("dom_1"))
            tx.rollback()
            tx.domains.add(domain("dom_2"))
            tx.commit()
        with store.begin_domain(INSTALLATION) as tx:
            tx.domains.add(domain("dom_3"))

        assert [each.id for each in store.domains.page("", 10)] == ["dom_2"]

    def test_pages_are_in_the_order_of_ids(self, store: WholeStore) -> None:
        register(store, *map(domain, ("b", "a", "B", "c")))

        assert [each.id for each in store.domains.page("", 3)] == ["B", "a", "b"]
        assert [each.id for each in store.domains.page("b", 3)] == ["c"]

    def test_saved_domains_are_changed(self, store: WholeStore) -> None:
        register(store, domain("dom_1"), domain("dom_2"))
        changed = evolve(domain("dom_1"), name="New", updated_at=LATER, archived_at=LATER)

        with store.begin_domain(INSTALLATION) as tx:
            assert tx.domains.find("dom_1") == domain("dom_1")
            assert tx.domains.find("dom_3") is None
            tx.domains.save(changed)
            tx.commit()

        assert store.domains.find("dom_1") == changed
        assert store.domains.find("dom_2") == domain("dom_2")

    def test_every_domain_is_open_until_one_is_registered(self, store: WholeStore) -> None:
        assert store.domains.state("dom_1") is DomainState.OPEN

        register(store, domain("dom_1"), evolve(domain("dom_2"), archived_at=LATER))

        assert {id: store.domains.state(id) for id in ("dom_1", "dom_2", "dom_3")} == {
            "dom_1": DomainState.OPEN,
            "dom_2": DomainState.ARCHIVED,
            "dom_3": DomainState.UNKNOWN,
        }

    def test_domains_with_orders_or_keys_are_in_use(self, store: WholeStore) -> None:
        assert store.domains.in_use() == frozenset()
        keep(store, order("ord_1", "dom_1"), order("ord_2", "dom_1"), order("ord_1", "dom_2"))
        store.keys.add(key("key_1", "dom_2"))
        store.keys.add(key("key_2", "dom_3"))
        store.keys.add(key("adm_1", INSTALLATION))
        register(store, domain("dom_4"))

        assert store.domains.in_use() == {"dom_1", "dom_2", "dom_3"}

    def test_keyed_answers_belong_to_the_installation(self, store: WholeStore) -> None:
        with store.begin_domain(INSTALLATION) as tx:
            assert tx.idempotency.claim(INSTALLATION, "key") is None
            tx.domains.add(domain("dom_1"))
            tx.idempotency.record(INSTALLATION, "key", "print", ANSWER.answer)
            tx.commit()

        with store.begin_domain(INSTALLATION) as tx:
            found = tx.idempotency.claim(INSTALLATION, "key")
        assert found is not None
        assert found.answer == ANSWER.answer

    def test_orders_are_counted_by_month(self, store: WholeStore) -> None:
        january = datetime(2026, 1, 1, tzinfo=UTC)
        second = timedelta(seconds=1)
        moments = (
            january - second,
            january,
            january + timedelta(days=31) - second,
            january + timedelta(days=59),
        )
        for number, moment in enumerate(moments):
            keep(store, order(f"ord_{number}", "dom_1", created_at=moment))
        keep(store, order("ord_1", "dom_2", created_at=january))

        found = store.usage.of_months("dom_1", [date(2026, 1, 1), date(2026, 2, 1)])

        assert [(each.month, each.orders) for each in found] == [("2026-01", 2), ("2026-02", 0)]

    def test_archived_orders_are_counted(self, store: WholeStore) -> None:
        keep(store, order("ord_1", "dom_1"), order("ord_2", "dom_1"))
        store.archive.add(kept(store), LATER + timedelta(days=1))

        [usage] = store.usage.of_months("dom_1", [CREATED.date().replace(day=1)])

        assert usage.orders == 2

    def test_events_are_counted_by_month(self, store: WholeStore) -> None:
        january = (datetime(2026, 1, 1, tzinfo=UTC) - LATER) // timedelta(minutes=1)
        moments = (0, january - 1, january, january + 24 * 60, january + 40 * 24 * 60)
        for number, minutes in enumerate(moments):
            post(
                store,
                message(f"evt_{number}", "dom_1", channel=Channel.EVENT, minutes=minutes),
                message(f"evt_{number}", "dom_2", channel=Channel.EVENT, minutes=minutes),
            )
        months = [date(2025, 11, 1), date(2025, 12, 1), *(date(2026, n, 1) for n in (1, 2, 3))]

        found = store.usage.of_months("dom_1", months)

        assert [each.events for each in found] == [None, 2, 2, 1, 0]

    def test_events_are_counted_beyond_the_log(self, store: WholeStore) -> None:
        """Deleted in several batches, with a month of which some are kept."""
        january = (datetime(2026, 1, 1, tzinfo=UTC) - LATER) // timedelta(minutes=1)
        moments = [january - 2, january - 1, *range(january, january + 15), january + 50 * 24 * 60]
        for number, minutes in enumerate(moments):
            post(store, message(f"evt_{number}", "dom_1", channel=Channel.EVENT, minutes=minutes))
        post(store, message("evt_0", "dom_2", channel=Channel.EVENT, minutes=january - 1))
        months = [date(2025, 11, 1), date(2025, 12, 1), *(date(2026, n, 1) for n in (1, 2, 3))]
        before = store.usage.of_months("dom_1", months)

        tenth = datetime(2026, 1, 1, 0, 9, 30, tzinfo=UTC)
        while store.reaper.delete_old_events(tenth):
            pass

        assert [each.events for each in before] == [None, 2, 15, 1, 0]
        assert store.usage.of_months("dom_1", months) == before
        assert [each.events for each in store.usage.of_months("dom_2", months)][1:3] == [1, 0]
        while store.reaper.delete_old_events(datetime(2027, 1, 1, tzinfo=UTC)):
            pass
        assert store.usage.of_months("dom_1", months) == before

    def test_a_domain_without_events_has_no_count_of_them(self, store: WholeStore) -> None:
        [usage] = store.usage.of_months("dom_1", [date(2026, 1, 1)])

        assert (usage.orders, usage.events) == (0, None)
