"""Settings of carriers: a file with a TOML table for each, named by provider_id."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import field, fields, frozen

from seller_orders.domain.values import is_identifier, is_web_address
from seller_orders.settings.parsing import PREFIX, SettingsError


@frozen(kw_only=True)
class CarrierSettings:
    """Settings of a carrier's bridge: its URL, its bearer token and the secret of its events.

    Events of a carrier without a secret are not accepted.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    allow_private: bool = False


_KINDS: Final = {"url": str, "token": str, "secret": str, "allow_private": bool}
_KNOWN: Final = tuple(each.name for each in fields(CarrierSettings))


def carriers(given: str | None) -> Mapping[str, CarrierSettings]:
    """Return the settings in the file SELLER_ORDERS_CARRIERS, by provider_id."""
    if given is None:
        return {}
    try:
        tables = tomllib.loads(Path(given).read_text())
    except (OSError, ValueError) as error:
        # The parser's message may quote a secret.
        why = error.strerror if isinstance(error, OSError) else "it is not valid TOML"
        raise SettingsError(f"{PREFIX}CARRIERS: {given!r} cannot be read: {why}") from error
    return {provider_id: _carrier(provider_id, table) for provider_id, table in tables.items()}


def _carrier(provider_id: str, table: Any) -> CarrierSettings:
    where = f"{PREFIX}CARRIERS: {provider_id}"
    if not is_identifier(provider_id):
        raise SettingsError(f"{where} is not a provider_id: use 1 to 64 characters of A-Za-z0-9._-")
    if not isinstance(table, dict):
        raise SettingsError(f"{where} must be a table: [{provider_id}]")
    for name, value in table.items():
        if name not in _KINDS:
            raise SettingsError(f"{where}: {name} is not one of {', '.join(_KNOWN)}")
        if not isinstance(value, _KINDS[name]):
            raise SettingsError(f"{where}: {name} must be of type {_KINDS[name].__name__}")
    if not is_web_address(table.get("url", "")):
        raise SettingsError(f"{where}: url must be an http or https URL")
    return CarrierSettings(**table)
