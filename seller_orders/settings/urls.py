"""Parsers of URLs in environment variables.

A URL may contain a password, so no error repeats it.
"""

from typing import Final
from urllib.parse import urlsplit

from seller_orders.domain.values import is_web_address
from seller_orders.settings.parsing import SettingsError

_SQLITE: Final = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_REDIS: Final = frozenset({"redis", "rediss", "unix"})


def database_url(value: str) -> str:
    """Check that a database URL is one of SQLite or PostgreSQL."""
    scheme, separator, _ = value.partition("://")
    if not (separator and scheme.lower() in _SQLITE | _POSTGRESQL):
        given = f"; {scheme}:// is not supported" if separator and scheme.isalnum() else ""
        raise SettingsError(
            f"must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE{given}"
        )
    return value


def is_postgresql(url: str) -> bool:
    """Return whether a database URL is one of PostgreSQL."""
    return url.partition("://")[0].lower() in _POSTGRESQL


def postgresql_url(value: str) -> str:
    """Check that a database URL is one of PostgreSQL."""
    if not is_postgresql(value):
        raise SettingsError("must be postgresql://USER:PASSWORD@HOST/DATABASE")
    return value


def redis_url(value: str) -> str:
    """Check the form of a Redis URL."""
    try:
        is_redis = urlsplit(value).scheme in _REDIS and urlsplit(value).port != 0
    except ValueError:
        is_redis = False
    if not is_redis:
        raise SettingsError("must be redis://HOST:PORT/NUMBER, rediss://… or unix://…")
    return value


def web_url(value: str) -> str:
    """Check that a URL is http or https."""
    if not is_web_address(value):
        raise SettingsError("must be an http or https URL with a valid host and port")
    return value


def service_url(value: str) -> str:
    """Parse a URL that paths are appended to."""
    return web_url(value).rstrip("/")


def origins(value: str) -> tuple[str, ...]:
    """Parse the web origins that scripts may call from: ``*``, or some separated by commas."""
    given = tuple(each.strip().lower() for each in value.split(","))
    for each in given:
        if (each != "*" or len(given) > 1) and not _is_origin(each):
            raise SettingsError(
                "must be * alone, or origins such as https://shop.example,http://localhost:3000: "
                f"scheme, host and port without a path, not {each!r}"
            )
    return given


def _is_origin(value: str) -> bool:
    if not is_web_address(value) or "*" in value:
        return False
    url = urlsplit(value)
    return value == f"{url.scheme}://{url.netloc}" and "@" not in url.netloc
