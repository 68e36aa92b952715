"""Views whose owner is deleted: private ones go, shared ones are the domain's."""

from typing import Any

from attrs import evolve

from seller_orders.application.access import Scope
from seller_orders.application.commands.manage_views import (
    CreateView,
    CreateViewHandler,
    DeleteView,
    DeleteViewHandler,
    UpdateView,
    UpdateViewHandler,
)
from seller_orders.application.saved_views import MAX_VIEWS, SavedView
from seller_orders.application.users import Role, User
from seller_orders.domain.refusals import LastOwner, NotViewOwner
from tests.support.user_world import Users

MANAGER = frozenset({Scope.WRITE, Scope.USERS_WRITE})


def saved(users: Users, owner: User, *, shared: bool) -> SavedView:
    handler = CreateViewHandler(begin=users.store.begin, ids=users.ids)
    by = owner.principal.name
    return handler(CreateView(domain_id="dom_1", by=by, name="Late", shared=shared)).unwrap()


def kept(users: Users) -> list[SavedView]:
    return list(users.store.committed.views.values())


def test_shared_views_stay_without_an_owner():
    users = Users()
    anna, zoe = users.create().unwrap(), users.create().unwrap()
    shared, _ = (saved(users, anna, shared=is_shared) for is_shared in (True, False))
    others = saved(users, zoe, shared=False)

    users.delete(anna).unwrap()

    assert kept(users) == [evolve(shared, owner=None), others]


def test_private_views_of_the_deleted_leave_room():
    users = Users()
    anna, zoe = users.create().unwrap(), users.create().unwrap()
    for _ in range(MAX_VIEWS):
        saved(users, anna, shared=False)

    users.delete(anna).unwrap()

    assert saved(users, zoe, shared=False) in kept(users)


def test_a_user_who_is_not_deleted_keeps_the_views():
    users = Users()
    anna = users.create(Role.OWNER).unwrap()
    views = [saved(users, anna, shared=is_shared) for is_shared in (True, False)]

    assert users.delete(anna).failure() == LastOwner()

    assert kept(users) == views


def test_managers_of_users_change_and_delete_what_nobody_owns():
    users = Users()
    anna = users.create().unwrap()
    shared = saved(users, anna, shared=True)
    users.delete(anna).unwrap()
    update = UpdateViewHandler(begin=users.store.begin)
    delete = DeleteViewHandler(begin=users.store.begin)
    of_view: dict[str, Any] = {"domain_id": "dom_1", "view_id": shared.id, "by": "user:usr_9"}
    writer = frozenset({Scope.WRITE})

    refused = [
        update(UpdateView(**of_view, own_scopes=writer, name="Mine")).failure(),
        delete(DeleteView(**of_view, own_scopes=writer)).failure(),
    ]
    renamed = update(UpdateView(**of_view, own_scopes=MANAGER, name="Later")).unwrap()

    assert refused == [NotViewOwner("the domain")] * 2
    assert renamed == evolve(shared, owner=None, name="Later")
    delete(DeleteView(**of_view, own_scopes=MANAGER)).unwrap()
    assert kept(users) == []


def test_whoever_shares_a_view_no_more_owns_it():
    users = Users()
    anna, zoe = users.create().unwrap(), users.create().unwrap()
    of_anna, of_zoe = (saved(users, each, shared=True) for each in (anna, zoe))
    users.delete(anna).unwrap()
    update = UpdateViewHandler(begin=users.store.begin)

    after = [
        update(
            UpdateView(
                domain_id="dom_1",
                view_id=view.id,
                by="user:usr_9",
                own_scopes=MANAGER,
                shared=False,
            )
        ).unwrap()
        for view in (of_anna, of_zoe)
    ]

    assert [each.owner for each in after] == ["user:usr_9", of_zoe.owner]
