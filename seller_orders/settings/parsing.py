"""Rules for the values of environment variables."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, TypeVar

T = TypeVar("T")

PREFIX: Final = "SELLER_ORDERS_"
_SCHEMA_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


class SettingsError(ValueError):
    """An environment variable has an invalid value; the message names the variable."""


def one_of(name: str, value: str, choices: Mapping[str, T]) -> T:
    """Return the choice of that name; SettingsError if there is none."""
    if value not in choices:
        raise SettingsError(f"{PREFIX}{name} must be {' or '.join(choices)}, not {value!r}")
    return choices[value]


def schema_name(given: str | None) -> str | None:
    """Return the name of a PostgreSQL schema; SettingsError if it is not valid."""
    if given is not None and not _SCHEMA_NAME.fullmatch(given):
        raise SettingsError(
            f"{PREFIX}SCHEMA (schema=) must be 1 to 63 of a-z, 0-9 and _, begin with no digit and "
            f"not with pg_, but is {given!r}"
        )
    return given


def is_ip_address(host: str) -> bool:
    """Return whether a host is an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is reachable from this machine only."""
    return host == "localhost" or (is_ip_address(host) and ip_address(host).is_loopback)
