"""The operations on API keys."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.access import AccessKey
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    CreatedKey,
    RevokeAccessKey,
    RevokeDomainKey,
)
from seller_orders.application.commands.manage_installation_keys import InstallationKeys
from seller_orders.application.queries.list_access_keys import GetAccessKey, ListDomainKeys
from seller_orders.domain.refusals import KeyNotFound, Refusal


@frozen(kw_only=True)
class KeyOperations:
    """Create, read and revoke the API keys of a domain.

    ``list_all`` and ``revoke_any`` are an operator's, for the keys of all domains. ``revoke_any``
    returns True if the key exists. ``of_installation`` are the keys that open ``/admin``.

    >>> operations: KeyOperations = orders.keys
    >>> operations.list_all()
    []
    """

    create: Callable[[CreateAccessKey], Result[CreatedKey, Refusal]]
    get: Callable[[GetAccessKey], Result[AccessKey, KeyNotFound]]
    list: Callable[[ListDomainKeys], Sequence[AccessKey]]
    revoke: Callable[[RevokeDomainKey], Result[AccessKey, Refusal]]
    list_all: Callable[[], Sequence[AccessKey]]
    revoke_any: Callable[[RevokeAccessKey], bool]
    of_installation: InstallationKeys
