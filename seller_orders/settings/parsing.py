"""Parsers of the values of environment variables.

A parser raises SettingsError with the rule that the value breaks. The reader adds the variable's
name.
"""

import base64
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Final, TypeVar

from seller_orders.application.webhooks.signing_secret import signing_key

T = TypeVar("T")

PREFIX: Final = "SELLER_ORDERS_"
_SCHEMA_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")

_SAFE_TOKEN_LENGTH: Final = 16
_SECRET_KEY_BYTES: Final = 32
_URL_SAFE: Final = str.maketrans("-_", "+/")


class SettingsError(ValueError):
    """Environment variables have invalid values; each argument is the problem of one of them."""

    def __str__(self) -> str:
        """Return all problems in one line."""
        return "; ".join(map(str, self.args))


def one_of(choices: Mapping[str, T], part: str = "") -> Callable[[str], T]:
    """Return a parser that accepts the names of choices; errors name the ``part`` of the value."""

    def parse(value: str) -> T:
        if value not in choices:
            raise SettingsError(f"{part}must be {' or '.join(choices)}, not {value!r}")
        return choices[value]

    return parse


def seconds(value: str) -> float:
    """Parse a number of whole seconds."""
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0):
        raise SettingsError(f"must be a number of seconds above 0, not {value!r}")
    return float(value)


def address(value: str) -> tuple[str, int]:
    """Parse ``host:port``."""
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 2**16):
        raise SettingsError(f"must be host:port such as 127.0.0.1:9100, not {value!r}")
    return host, int(port)


def signing_secret(value: str) -> str:
    """Check that a webhook's secret is base64."""
    try:
        signing_key(value)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return value


def rate(value: str) -> str | None:
    """Check a rate limit. Returns None if it is off."""
    # Imported here because a service that embeds the use cases needs no rate limits.
    from limits import parse

    if value == "off":
        return None
    try:
        is_rate = parse(value).amount > 0
    except ValueError:
        is_rate = False
    if not is_rate:
        raise SettingsError("must be off, or a rate such as 1000/second or 60/minute")
    return value


def bearer_token(value: str) -> str:
    """Check that a token can be sent in a header."""
    if not (value.isascii() and value.isprintable()):
        raise SettingsError("must consist of printable ASCII characters")
    return value


def service_token(value: str) -> str:
    """Check the secret that layers share."""
    if not (len(value) >= _SAFE_TOKEN_LENGTH and value.isascii() and value.isprintable()):
        raise SettingsError(f"must be {_SAFE_TOKEN_LENGTH} or more printable ASCII characters")
    return value


def secret_keys(value: str) -> tuple[bytes, ...]:
    """Parse keys in base64, separated by commas. No error repeats one."""
    keys = [_secret_key(place, text.strip()) for place, text in enumerate(value.split(","), 1)]
    if len({*keys}) < len(keys):
        raise SettingsError("must be different keys; two are the same")
    return tuple(keys)


def _secret_key(place: int, text: str) -> bytes:
    try:
        key = base64.b64decode(text.translate(_URL_SAFE), validate=True)
    except ValueError:
        key = b""
    if len(key) != _SECRET_KEY_BYTES:
        raise SettingsError(
            f"must be keys of {_SECRET_KEY_BYTES} random bytes in base64, as `openssl rand -base64 "
            f"{_SECRET_KEY_BYTES}` prints them; key {place} is none"
        )
    return key


def schema_name(value: str) -> str:
    """Check the name of a PostgreSQL schema."""
    if not _SCHEMA_NAME.fullmatch(value):
        raise SettingsError(
            "must be the name of a schema: 1 to 63 of a-z, 0-9 and _, beginning with neither a "
            f"digit nor pg_, not {value!r}"
        )
    return value


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
