"""Refusals about keys, users, sessions and views of a domain."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import Refusal


@frozen
class KeyNotFound(Refusal):
    """There is no such API key."""

    code = "key_not_found"
    template = "The domain has no API key {key_id}."
    key_id: str


@frozen
class UserNotFound(Refusal):
    """The domain has no such user."""

    code = "user_not_found"
    template = "The domain has no user {user_id}."
    user_id: str


@frozen
class ViewNotFound(Refusal):
    """The domain has no such view, or it is another caller's private one."""

    code = "view_not_found"
    template = "There is no view {view_id} that you can see."
    view_id: str


@frozen
class ExceedsOwnScopes(Refusal):
    """The request gives scopes to a key or user, or changes a user, beyond the caller's scopes."""

    code = "exceeds_own_scopes"
    template = (
        "This needs scopes that your own credential lacks: {scopes}. Use a credential that has "
        "them, or ask for fewer."
    )
    missing: tuple[str, ...]

    @property
    def scopes(self) -> str:
        """The scopes that the caller lacks."""
        return ", ".join(self.missing)


@frozen
class EmailTaken(Refusal):
    """Another user of the domain has this e-mail address."""

    code = "email_taken"
    template = "The user {user_id} has this e-mail address: change that user, or use another one."
    user_id: str


class LastOwner(Refusal):
    """The domain would be left without an enabled owner."""

    __slots__ = ()
    code = "last_owner"
    template = "This is the domain's last owner: make another user an owner first."


class LogInRefused(Refusal):
    """The e-mail address and the password are not those of an enabled user."""

    __slots__ = ()
    code = "log_in_refused"
    template = "The e-mail address or the password is wrong."


@frozen
class TooManyLogIns(Refusal):
    """Too many attempts to log in to this account, or from this address."""

    code = "too_many_log_ins"
    template = "There were too many attempts to log in: try again in {retry_after_s} s."
    retry_after_s: int


@frozen
class NotViewOwner(Refusal):
    """Only the owner of a view, or a manager of users if it is shared, can change or delete it."""

    code = "not_view_owner"
    template = (
        "The view belongs to {owner}: save a view of your own, or have it changed by somebody with "
        "the scope users:write."
    )
    owner: str


@frozen
class TooManyViews(Refusal):
    """The domain has as many views as a domain can have."""

    code = "too_many_views"
    template = "The domain has {limit} views, which is the limit: delete one first."
    limit: int
