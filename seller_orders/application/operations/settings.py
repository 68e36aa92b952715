"""The operations on a domain's settings."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.reencrypt_secrets import Reencryption
from seller_orders.application.commands.update_settings import UpdateSettings
from seller_orders.application.queries.get_settings import (
    GetSettings,
    ListSettingsChanges,
    SettingsChangePage,
)
from seller_orders.application.settings.view import SettingsView
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class SettingsOperations:
    """Read and change a domain's own resources.

    >>> operations: SettingsOperations = orders.settings
    >>> view: SettingsView = operations.get(GetSettings("dom_1"))
    >>> view.version
    0
    >>> operations.list_changes(ListSettingsChanges(domain_id="dom_1")).changes
    []
    """

    get: Callable[[GetSettings], SettingsView]
    update: Callable[[UpdateSettings], Result[SettingsView, Refusal]]
    list_changes: Callable[[ListSettingsChanges], SettingsChangePage]
    reencrypt: Callable[[], Reencryption]
