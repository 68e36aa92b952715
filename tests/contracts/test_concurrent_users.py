"""Rules about several users or views hold among concurrent requests."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from returns.pipeline import is_successful

from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.create_user import CreateUser, CreateUserHandler
from seller_orders.application.commands.delete_user import DeleteUser, DeleteUserHandler
from seller_orders.application.commands.manage_views import CreateView, CreateViewHandler
from seller_orders.application.commands.update_user import UpdateUser, UpdateUserHandler
from seller_orders.application.saved_views import MAX_VIEWS
from seller_orders.application.users import Role
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.testing.contracts.saved_views import view
from seller_orders.testing.contracts.users import add_users, user
from seller_orders.testing.store import WholeStore
from tests.support.user_world import PlainHasher

ROUNDS = 5


def outcomes(calls: Sequence[Callable[[], Any]]) -> list[bool]:
    """Make calls at the same moment; return which have succeeded."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> bool:
        barrier.wait()
        return is_successful(call())

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


OWNERS = ("usr_1", "usr_2", "usr_3")


def leaving(store: WholeStore, domain_id: str, how: str) -> list[Callable[[], Any]]:
    """Return calls that each take the ownership of one owner."""
    update = retried(
        UpdateUserHandler(begin=store.begin_domain, passwords=PlainHasher(), clock=store.clock)
    )
    delete = retried(DeleteUserHandler(begin=store.begin_domain))
    if how == "deleted":
        commands = [DeleteUser(domain_id=domain_id, user_id=id) for id in OWNERS]
        return [partial(delete, each) for each in commands]
    change: dict[str, Any] = {"disabled": True} if how == "disabled" else {"role": Role.VIEWER}
    updates = [UpdateUser(domain_id=domain_id, user_id=id, **change) for id in OWNERS]
    return [partial(update, each) for each in updates]


@pytest.mark.parametrize("how", ["deleted", "disabled", "demoted"])
def test_one_owner_stays_if_all_leave_at_once(store: WholeStore, how: str):
    for number in range(ROUNDS):
        domain_id = f"dom_{how}_{number}"
        add_users(store, *(user(id, domain_id=domain_id, role=Role.OWNER) for id in OWNERS))

        left = outcomes(leaving(store, domain_id, how))

        assert sorted(left) == [False, True, True]
        assert sum(each.is_owner for each in store.users.page(domain_id, 10, None)) == 1


def test_one_of_equal_e_mail_addresses_is_created(store: WholeStore):
    create = retried(
        CreateUserHandler(
            begin=store.begin_domain,
            passwords=PlainHasher(),
            clock=store.clock,
            ids=Uuid7Generator(),
        )
    )

    for number in range(ROUNDS):
        addresses = [f"anna{number}@shop.example", f"ANNA{number}@Shop.example"] * 2
        commands = [
            CreateUser(domain_id="dom_1", email=each, name="Anna", role=Role.VIEWER)
            for each in addresses
        ]

        made = outcomes([partial(create, each) for each in commands])

        assert sum(made) == 1
    assert len(store.users.page("dom_1", 100, None)) == ROUNDS


def test_a_domain_s_views_stay_within_the_limit(store: WholeStore):
    with store.begin_domain("dom_1") as tx:
        assert all(tx.views.add(view(f"vew_{n}")) for n in range(MAX_VIEWS - 2))
        tx.commit()
    create = retried(CreateViewHandler(begin=store.begin_domain, ids=Uuid7Generator()))
    commands = [CreateView(domain_id="dom_1", by="key:1", name=str(n)) for n in range(6)]

    made = outcomes([partial(create, each) for each in commands])

    assert sum(made) == 2
    assert len(store.views.page("dom_1", "key:1", MAX_VIEWS + 10, None)) == MAX_VIEWS
