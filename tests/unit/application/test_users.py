"""Users, their roles and what a caller may give."""

from typing import Any

import pytest
from attrs import evolve
from returns.result import Failure

from seller_orders.application.access import Scope
from seller_orders.application.users import SCOPES_OF_ROLE, Role
from seller_orders.domain.refusals import (
    EmailTaken,
    ExceedsOwnScopes,
    InvalidFields,
    LastOwner,
    UserNotFound,
)
from tests.support.user_world import PHRASE, Users

VIEWER = {"orders:read"}
FULFILLER = VIEWER | {"orders:fulfill"}
MANAGER = FULFILLER | {"orders:write", "orders:cancel", "settings:read"}
OWNER = MANAGER | {"settings:write", "keys:write", "users:write"}

MANAGES_USERS = SCOPES_OF_ROLE[Role.MANAGER] | {Scope.USERS_WRITE}


def test_roles_have_these_scopes():
    assert {role: set(map(str, scopes)) for role, scopes in SCOPES_OF_ROLE.items()} == {
        "viewer": VIEWER,
        "fulfiller": FULFILLER,
        "manager": MANAGER,
        "owner": OWNER,
    }


def test_a_user_without_a_password_has_no_hash():
    users = Users()

    created = users.create(name="Anna").unwrap()

    assert created.password_hash is None
    assert users.store.committed.users == {("dom_1", created.id): created}
    assert created.principal.name == f"user:{created.id}"
    assert created.principal.scopes == {Scope.READ}


def test_a_password_is_shown_by_no_repr():
    users = Users()

    created = users.create(password=PHRASE).unwrap()

    assert created.password_hash == f"v1:{PHRASE[::-1]}"
    assert created.password_hash not in repr(created)


@pytest.mark.parametrize("email", ["anna@shop.example", "ANNA@Shop.Example"])
def test_an_e_mail_address_is_taken_in_any_case(email: str):
    users = Users()
    anna = users.create(email="Anna@shop.example").unwrap()

    assert users.create(email=email) == Failure(EmailTaken(anna.id))
    assert len(users.store.committed.users) == 1


@pytest.mark.parametrize("role", [Role.OWNER])
def test_a_caller_gives_no_role_beyond_own_scopes(role: Role):
    users = Users()
    viewer = users.create().unwrap()
    missing = Failure(ExceedsOwnScopes(("keys:write", "settings:write")))

    assert users.create(role, own_scopes=MANAGES_USERS) == missing
    assert users.update(viewer, role=role, own_scopes=MANAGES_USERS) == missing
    assert users.update(viewer, role=Role.MANAGER, own_scopes=MANAGES_USERS).unwrap()


def test_a_caller_changes_nobody_with_more_scopes():
    """A caller who could set an owner's password could log in as the owner."""
    users = Users()
    owner, _ = users.create(Role.OWNER).unwrap(), users.create(Role.OWNER)
    before = users.store.committed.users
    missing = Failure(ExceedsOwnScopes(("keys:write", "settings:write")))

    changes: tuple[dict[str, object], ...] = (
        {"password": PHRASE},
        {"role": Role.VIEWER},
        {"disabled": True},
        {"name": "Eve"},
    )
    for change in changes:
        assert users.update(owner, **change, own_scopes=MANAGES_USERS) == missing
    assert users.delete(owner, MANAGES_USERS) == missing
    assert users.store.committed.users == before


@pytest.mark.parametrize("change", [{"role": Role.MANAGER}, {"disabled": True}], ids=str)
def test_the_last_owner_stays(change: dict[str, object]):
    users = Users()
    owner = users.create(Role.OWNER).unwrap()
    users.create(Role.MANAGER)
    away = users.create(Role.OWNER).unwrap()
    users.update(away, disabled=True)

    assert users.update(owner, **change) == Failure(LastOwner())
    assert users.delete(owner) == Failure(LastOwner())

    users.update(away, disabled=False).unwrap()
    assert users.update(owner, **change).unwrap()
    assert users.delete(away) == Failure(LastOwner())


def test_a_disabled_owner_can_be_deleted():
    users = Users()
    owner, other = users.create(Role.OWNER).unwrap(), users.create(Role.OWNER).unwrap()
    users.update(other, disabled=True)

    assert users.delete(other).unwrap().id == other.id
    assert [each.id for each in users.store.committed.users.values()] == [owner.id]


def test_disabling_keeps_the_first_time():
    users = Users()
    user = users.create().unwrap()
    disabled = users.update(user, disabled=True).unwrap()

    users.clock.time = disabled.updated_at.replace(year=2040)
    again = users.update(user, disabled=True).unwrap()

    assert again == disabled
    assert users.update(user, disabled=False).unwrap().disabled_at is None


def test_an_unknown_user_is_not_found():
    users = Users()
    nobody = evolve(users.create().unwrap(), id="usr_nobody")

    assert users.update(nobody, name="Eve") == Failure(UserNotFound("usr_nobody"))
    assert users.delete(nobody) == Failure(UserNotFound("usr_nobody"))


TOO_WEAK = {
    "11 characters": "elevenchars",
    "the name": "annapatelannapatel",
    "the e-mail address": "anna.patel@shop.example",
    "its parts and a year": "AnnaShop-2026",
    "1,001 bytes": "x" * 1_001,
    "1,002 bytes in fewer characters": "é" * 501,
}


@pytest.mark.parametrize("password", TOO_WEAK.values(), ids=TOO_WEAK)
def test_a_weak_password_is_refused(password: str):
    users = Users()
    anna: dict[str, Any] = {"name": "Anna Patel", "email": "anna.patel@shop.example"}
    user = users.create(**anna).unwrap()

    created = users.create(**anna | {"email": "ap@shop.example"}, password=password)
    refused = users.update(user, password=password).failure()

    assert isinstance(refused, InvalidFields)
    assert [each.path for each in refused.problems] == [("password",)]
    assert password not in refused.message
    assert users.store.committed.users == {("dom_1", user.id): user}
    if password != TOO_WEAK["the e-mail address"]:
        assert isinstance(created.failure(), InvalidFields)


@pytest.mark.parametrize("password", ["twelve chars", "anna-is-at-the-sea", "é" * 500])
def test_a_long_password_is_accepted(password: str):
    users = Users()

    assert users.create(name="Anna", password=password).unwrap().password_hash


def test_a_new_name_counts_for_a_new_password():
    users = Users()
    user = users.create(name="Anna").unwrap()

    refused = users.update(user, name="Battery Horse", password="battery-horse").failure()

    assert isinstance(refused, InvalidFields)
    assert users.update(user, password="battery-horse").unwrap()
