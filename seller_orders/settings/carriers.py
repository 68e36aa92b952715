"""Which carriers are connected: a table of SELLER_ORDERS_CARRIERS each, named by provider_id."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import field, fields, frozen

from seller_orders.domain.values import is_identifier, is_web_address
from seller_orders.settings.parsing import PREFIX, SettingsError


@frozen(kw_only=True)
class CarrierSettings:
    """A carrier's bridge: where it is asked, with which token, and what signs its events.

    Without ``secret`` no events are taken from it.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    allow_private: bool = False


_KINDS: Final = {"url": str, "token": str, "secret": str, "allow_private": bool}
_KNOWN: Final = tuple(each.name for each in fields(CarrierSettings))


def carriers(given: str | None) -> Mapping[str, CarrierSettings]:
    """Read the file that SELLER_ORDERS_CARRIERS names."""
    if given is None:
        return {}
    try:
        tables = tomllib.loads(Path(given).read_text())
    except (OSError, ValueError) as error:
        # What a file holds may be secret: of a line that is wrong its place alone is told.
        why = error.strerror if isinstance(error, OSError) else "it is no TOML"
        raise SettingsError(f"{PREFIX}CARRIERS: {given!r} cannot be read: {why}") from error
    return {provider_id: _carrier(provider_id, table) for provider_id, table in tables.items()}


def _carrier(provider_id: str, table: Any) -> CarrierSettings:
    where = f"{PREFIX}CARRIERS: {provider_id}"
    if not is_identifier(provider_id):
        raise SettingsError(f"{where} is no provider_id: 1 to 64 characters of A-Za-z0-9._-")
    if not isinstance(table, dict):
        raise SettingsError(f"{where} is a table: [{provider_id}]")
    for name, value in table.items():
        if name not in _KINDS:
            raise SettingsError(f"{where}: {name} is not one of {', '.join(_KNOWN)}")
        if not isinstance(value, _KINDS[name]):
            raise SettingsError(f"{where}: {name} is a {_KINDS[name].__name__}")
    if not is_web_address(table.get("url", "")):
        raise SettingsError(f"{where}: url is an http or https URL; this is none")
    return CarrierSettings(**table)
