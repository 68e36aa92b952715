"""Settings of carriers: a file with a TOML table for each, named by provider_id."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import fields

from seller_orders.application.webhooks.signing_secret import SAFE_KEY_BYTES, signing_key
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.values import is_identifier, is_web_address
from seller_orders.settings.parsing import SettingsError

_KINDS: Final = {"url": str, "token": str, "secret": str, "allow_private": bool}
_KIND_NAMES: Final = {str: "a string", bool: "true or false"}
_KNOWN: Final = tuple(each.name for each in fields(CarrierConnection))


def carriers(given: str) -> Mapping[str, CarrierConnection]:
    """Return the settings in a TOML file, by provider_id."""
    try:
        tables = tomllib.loads(Path(given).read_text())
    except (OSError, ValueError) as error:
        # The parser's message may quote a secret.
        why = error.strerror if isinstance(error, OSError) else "it is not valid TOML"
        raise SettingsError(f"{given!r} cannot be read: {why}") from error
    problems = [each for item in tables.items() for each in _problems(*item)]
    if problems:
        raise SettingsError(*problems)
    return {provider_id: CarrierConnection(**table) for provider_id, table in tables.items()}


def _problems(provider_id: str, table: Any) -> Iterator[str]:
    if not is_identifier(provider_id):
        yield f"{provider_id} is not a provider_id: use 1 to 64 characters of A-Za-z0-9._-"
    if isinstance(table, dict):
        yield from (f"{provider_id}: {each}" for each in _problems_of_table(table))
    else:
        yield f"{provider_id} must be a table: [{provider_id}]"


def _problems_of_table(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if name not in _KINDS:
            yield f"{name} is not one of {', '.join(_KNOWN)}"
        elif not isinstance(value, _KINDS[name]):
            yield f"{name} must be {_KIND_NAMES[_KINDS[name]]}"
    url, secret = table.get("url", ""), table.get("secret")
    if isinstance(url, str) and not is_web_address(url):
        yield "url must be an http or https URL"
    if isinstance(secret, str):
        yield from _problems_of_secret(secret)


def _problems_of_secret(secret: str) -> Iterator[str]:
    try:
        size = len(signing_key(secret))
    except ValueError as error:
        yield str(error)
    else:
        if size < SAFE_KEY_BYTES:
            yield f"the secret has {size} bytes; at least {SAFE_KEY_BYTES} are required"
