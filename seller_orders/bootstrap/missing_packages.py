"""Optional dependencies that are not installed."""

from collections.abc import Mapping
from typing import Final

_EXTRA_OF: Final[Mapping[str, str]] = {
    "alembic": "sql",
    "argon2": "users",
    "babel": "mail",
    "cachetools": "http",
    "circuitbreaker": "http-client",
    "click": "server",
    "cryptography": "encryption",
    "flask": "http",
    "flask_cors": "http",
    "flask_swagger_ui": "http",
    "granian": "server",
    "httptools": "http-client",
    "idna": "http-client",
    "jinja2": "mail",
    "jwt": "jwt",
    "limits": "http",
    "msgspec": "sql",
    "phonenumbers": "sms",
    "prometheus_client": "http",
    "psycopg": "postgres",
    "redis": "redis",
    "sqlalchemy": "sql",
    "stamina": "sql",
    "standardwebhooks": "webhook",
    "structlog": "http",
    "tenacity": "sql",
    "urllib3": "http-client",
    "uuid_utils": "sql",
}


def how_to_install(error: ModuleNotFoundError) -> str | None:
    """Return what to install for a module that is missing, None if it is in no extra."""
    package = (error.name or "").partition(".")[0]
    extra = _EXTRA_OF.get(package)
    if extra is None:
        return None
    return f"{package} is not installed: run pip install 'seller-orders[{extra}]'"
