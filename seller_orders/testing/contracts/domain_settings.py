"""Contract of the stored settings of domains and of their history."""

from datetime import timedelta
from typing import Any

import pytest

from seller_orders.application.ports.settings_repository import (
    KEPT_CHANGES,
    SettingsChange,
    StoredSettings,
)
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.contracts.webhook_endpoints import add, endpoint
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store import WholeStore


def settings(version: int = 1, **sections: Any) -> StoredSettings:
    at = CREATED + timedelta(minutes=version)
    return StoredSettings(version=version, updated_at=at, updated_by="maria", sections=sections)


def change(version: int = 1) -> SettingsChange:
    at = CREATED + timedelta(minutes=version)
    changed = {"language": {"from": None, "to": f"l{version}"}}
    return SettingsChange(version=version, at=at, by="maria", sections=changed)


def save(store: WholeStore, domain_id: str, saved: StoredSettings) -> None:
    with store.begin_domain(domain_id) as tx:
        tx.settings.save(domain_id, saved, change(saved.version))
        tx.commit()


class DomainSettingsContract:
    """Contract of ``SettingsRepository``, ``SettingsSource`` and ``SettingsHistory``.

    Needs an empty ``store``.
    """

    def test_a_new_domain_has_set_nothing(self, store: WholeStore) -> None:
        assert store.settings.other_than("dom_1", None) == StoredSettings()
        assert store.settings_history.changes("dom_1", None, 20) == []
        with store.begin_domain("dom_1") as tx:
            assert tx.settings.find("dom_1") == StoredSettings()

    def test_saved_settings_are_found(self, store: WholeStore) -> None:
        sections: dict[str, Any] = {
            "time_zone": "Asia/Kolkata",
            "handling": {"business_days": 2, "holidays": [], "cut_off": None},
            "notifications": {"templates": {"bulk.txt": "ü€😀 {{ number }}\n"}},
        }
        save(store, "dom_1", settings(**sections))
        save(store, "dom_2", settings(language="de"))

        assert store.settings.other_than("dom_1", None) == settings(**sections)
        with store.begin_domain("dom_1") as tx:
            assert tx.settings.find("dom_1") == settings(**sections)
        assert store.settings.other_than("dom_2", 7) == settings(language="de")

    def test_settings_at_the_known_version_are_not_read(self, store: WholeStore) -> None:
        assert store.settings.other_than("dom_1", 0) is None
        save(store, "dom_1", settings(language="de"))
        save(store, "dom_1", settings(2))

        assert store.settings.other_than("dom_1", 2) is None
        for other in (None, 0, 1, 3):
            assert store.settings.other_than("dom_1", other) == settings(2)

    def test_settings_that_are_not_committed_are_discarded(self, store: WholeStore) -> None:
        save(store, "dom_1", settings(language="de"))
        with store.begin_domain("dom_1") as tx:
            tx.settings.save("dom_1", settings(2, language="fr"), change(2))
            tx.rollback()
            assert tx.settings.find("dom_1") == settings(language="de")
            tx.settings.save("dom_1", settings(2, language="es"), change(2))

        assert store.settings.other_than("dom_1", None) == settings(language="de")
        assert store.settings_history.changes("dom_1", None, 20) == [change(1)]

    @pytest.mark.parametrize("version", [1, 2, 4])
    def test_only_the_next_version_is_saved(self, store: WholeStore, version: int) -> None:
        for each in (1, 2):
            save(store, "dom_1", settings(each))

        with pytest.raises(WriteConflictError):
            save(store, "dom_1", settings(version))

        assert store.settings.other_than("dom_1", None) == settings(2)
        assert len(store.settings_history.changes("dom_1", None, 20)) == 2

    def test_the_history_is_newest_first_and_continues(self, store: WholeStore) -> None:
        for each in range(1, 6):
            save(store, "dom_1", settings(each))
        save(store, "dom_2", settings(1))
        history = store.settings_history

        assert history.changes("dom_1", None, 2) == [change(5), change(4)]
        assert history.changes("dom_1", 4, 2) == [change(3), change(2)]
        assert history.changes("dom_1", 2, 2) == [change(1)]
        assert history.changes("dom_1", 1, 2) == []

    def test_the_history_keeps_the_latest_changes(self, store: WholeStore) -> None:
        with store.begin_domain("dom_1") as tx:
            for each in range(1, KEPT_CHANGES + 3):
                tx.settings.save("dom_1", settings(each), change(each))
            tx.commit()

        every = store.settings_history.changes("dom_1", None, KEPT_CHANGES + 9)
        assert [each.version for each in every] == [*range(KEPT_CHANGES + 2, 2, -1)]

    def test_a_version_is_replaced_by_itself(self, store: WholeStore) -> None:
        save(store, "dom_1", settings(language="de"))
        save(store, "dom_2", settings(language="de"))
        with store.begin_domain("dom_1") as tx:
            tx.settings.replace("dom_1", settings(language="fr"))
            tx.commit()

        assert store.settings.other_than("dom_1", None) == settings(language="fr")
        assert store.settings.other_than("dom_2", None) == settings(language="de")
        assert len(store.settings_history.changes("dom_1", None, 20)) == 1

    def test_domains_with_secrets_are_listed_and_continue(self, store: WholeStore) -> None:
        """Those with settings, and those with webhook endpoints."""
        assert store.secret_domains.some(9) == []
        for domain_id in ("dom_3", "dom_1"):
            save(store, domain_id, settings())
        add(store, *(endpoint(n, f"dom_{n}") for n in (1, 2, 4)), endpoint(5, "dom_4"))

        assert store.secret_domains.some(9) == ["dom_1", "dom_2", "dom_3", "dom_4"]
        assert store.secret_domains.some(2) == ["dom_1", "dom_2"]
        assert store.secret_domains.some(1, "dom_2") == ["dom_3"]
        assert store.secret_domains.some(9, "dom_4") == []
