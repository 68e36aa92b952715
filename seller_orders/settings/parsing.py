"""Reading variables: what a value can be, and saying so where it is not."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, TypeVar

T = TypeVar("T")

PREFIX: Final = "SELLER_ORDERS_"


class SettingsError(ValueError):
    """A variable has a value that it cannot have; the message names both."""


def one_of(name: str, value: str, choices: Mapping[str, T]) -> T:
    """Return what a value stands for."""
    if value not in choices:
        raise SettingsError(f"{PREFIX}{name} is {' or '.join(choices)}, not {value!r}")
    return choices[value]


def is_number(host: str) -> bool:
    """Tell whether a host is given by its IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Tell whether a host's name or address is one that only this machine can reach."""
    return host == "localhost" or (is_number(host) and ip_address(host).is_loopback)
