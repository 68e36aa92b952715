"""Rules for the values of environment variables."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, TypeVar

T = TypeVar("T")

PREFIX: Final = "SELLER_ORDERS_"


class SettingsError(ValueError):
    """An environment variable has an invalid value; the message names the variable."""


def one_of(name: str, value: str, choices: Mapping[str, T]) -> T:
    """Return the choice of that name; SettingsError if there is none."""
    if value not in choices:
        raise SettingsError(f"{PREFIX}{name} must be {' or '.join(choices)}, not {value!r}")
    return choices[value]


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
