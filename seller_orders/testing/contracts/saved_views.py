"""Contract of the store of saved views."""

from typing import Any

from attrs import evolve

from seller_orders.application.saved_views import MAX_VIEWS, SavedView
from seller_orders.testing.store import WholeStore


def view(id: str, owner: str = "key:1", domain_id: str = "dom_1", **more: Any) -> SavedView:
    made = SavedView(id=id, domain_id=domain_id, owner=owner, name=f"Name of {id}")
    return evolve(made, **more)


def add_views(store: WholeStore, *views: SavedView) -> list[bool]:
    added = []
    for each in views:
        with store.begin_domain(each.domain_id) as tx:
            added.append(tx.views.add(each))
            tx.commit()
    return added


class SavedViewsContract:
    """Contract of the stores of views. Needs an empty ``store``."""

    def test_a_view_keeps_every_field(self, store: WholeStore) -> None:
        whole = view("vew_1", query="status=pending&q=é", columns=("total", "tags"), shared=True)

        add_views(store, whole)

        assert store.views.get("dom_1", "vew_1") == whole
        assert store.views.get("dom_2", "vew_1") is None

    def test_changes_and_removal_are_stored(self, store: WholeStore) -> None:
        add_views(store, view("vew_1"), view("vew_2"))
        changed = view("vew_1", name="Late", columns=("ship_by",), shared=True)

        with store.begin_domain("dom_1") as tx:
            assert tx.views.get("dom_1", "vew_1") == view("vew_1")
            tx.views.save(changed)
            tx.views.remove("dom_1", "vew_2")
            tx.commit()

        assert store.views.get("dom_1", "vew_1") == changed
        assert store.views.get("dom_1", "vew_2") is None

    def test_a_page_has_own_and_shared_views(self, store: WholeStore) -> None:
        add_views(
            store,
            view("vew_4"),
            view("vew_1"),
            view("vew_2", "key:2"),
            view("vew_3", "key:2", shared=True),
            view("vew_5", domain_id="dom_2", shared=True),
        )

        first = [each.id for each in store.views.page("dom_1", "key:1", 2, None)]
        rest = [each.id for each in store.views.page("dom_1", "key:1", 2, "vew_3")]

        assert (first, rest) == (["vew_1", "vew_3"], ["vew_4"])

    def test_an_owner_s_shared_views_stay_without_one(self, store: WholeStore) -> None:
        shared = view("vew_1", "user:1", shared=True)
        kept = [view("vew_3", "user:2"), view("vew_4", "user:10", shared=True)]
        elsewhere = view("vew_5", "user:1", "dom_2")
        add_views(store, shared, view("vew_2", "user:1"), *kept, elsewhere)

        with store.begin_domain("dom_1") as tx:
            tx.views.disown("dom_1", "user:1")
            tx.commit()

        assert store.views.get("dom_1", "vew_1") == evolve(shared, owner=None)
        assert store.views.get("dom_1", "vew_2") is None
        assert [store.views.get("dom_1", each.id) for each in kept] == kept
        assert store.views.get("dom_2", "vew_5") == elsewhere
        with store.begin_domain("dom_1") as tx:
            assert tx.views.get("dom_1", "vew_1") == evolve(shared, owner=None)
            tx.views.save(evolve(shared, owner=None, name="Late"))
            tx.commit()
        page = store.views.page("dom_1", "", 9, None)
        assert [(each.id, each.owner) for each in page] == [("vew_1", None), ("vew_4", "user:10")]

    def test_a_domain_has_a_limited_number_of_views(self, store: WholeStore) -> None:
        with store.begin_domain("dom_1") as tx:
            assert all(tx.views.add(view(f"vew_{n}")) for n in range(MAX_VIEWS))
            tx.commit()

        beyond, elsewhere = add_views(store, view("vew_x"), view("vew_x", domain_id="dom_2"))
        with store.begin_domain("dom_1") as tx:
            tx.views.remove("dom_1", "vew_7")
            tx.commit()

        assert (beyond, elsewhere) == (False, True)
        assert add_views(store, view("vew_x")) == [True]
