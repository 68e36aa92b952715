"""The settings of an installation, read from ``SELLER_ORDERS_*`` variables."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Self

from attrs import frozen

from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.transition_rules import OPEN, RULE_SETS, TransitionRules
from seller_orders.settings import parsing, urls
from seller_orders.settings.carriers import carriers
from seller_orders.settings.notifications import (
    FolderSettings,
    SmsSettings,
    SmtpSettings,
    branding_folder,
    mail_settings,
    sms_settings,
)
from seller_orders.settings.parsing import PREFIX, one_of
from seller_orders.settings.urls import is_postgresql
from seller_orders.settings.variables import group, read, variable

_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"),
)


def _algorithms(value: str) -> tuple[str, ...]:
    known = one_of({each: each for each in _ALGORITHMS})
    return tuple(known(each) for each in value.split(","))


@frozen(kw_only=True)
class WebhookSettings:
    """URL that events are posted to, and the secret that signs them."""

    url: str = variable("URL", urls.web_url)
    secret: str = variable("SECRET", parsing.signing_secret, repr=False)


@frozen(kw_only=True)
class TokenSettings:
    """Tokens that are accepted. ``keys`` is the URL or the file of the issuer's JWK Set."""

    issuer: str = variable("ISSUER")
    audience: str = variable("AUDIENCE")
    keys: str = variable("JWKS")
    algorithms: tuple[str, ...] = variable(
        "ALGORITHMS", _algorithms, default=("RS256", "PS256", "ES256", "EdDSA")
    )


@frozen(kw_only=True)
class ExternalServiceSettings:
    """URL of a service, to which paths are appended, and its bearer token."""

    url: str = variable("URL", urls.service_url)
    token: str | None = variable("TOKEN", parsing.bearer_token, default=None, repr=False)


@frozen(kw_only=True)
class Settings:
    """All settings with their variables and defaults.

    ``schema`` has the tables on PostgreSQL; None finds them by the search path. ``listen_url``
    leads past a connection pooler. ``cache_ttl_s`` is in seconds. ``metrics`` is the host and port
    that Prometheus scrapes. ``webhook_allow_private`` lets webhooks reach private networks, and
    ``carriers_allow_private`` lets domains connect to carriers there.
    ``branding_folder`` has each domain's branding of notifications.
    ``inventory`` and ``notifications`` are remote services that replace the built-in ones. Layers
    that run apart call each other at ``orchestrator_url`` and ``core_url``, with
    ``service_token``. ``secret_keys`` encrypt secrets of domains: the first encrypts, all decrypt.
    Scripts of the web origins in ``cors_origins`` may call the API.
    """

    database_url: str = variable(
        "DATABASE_URL", urls.database_url, default="sqlite:///seller-orders.db", repr=False
    )
    schema: str | None = variable("SCHEMA", parsing.schema_name, default=None)
    listen_url: str | None = variable("LISTEN_URL", urls.postgresql_url, default=None, repr=False)
    redis_url: str | None = variable("REDIS_URL", urls.redis_url, default=None, repr=False)
    transitions: TransitionRules = variable("TRANSITIONS", one_of(RULE_SETS), default=OPEN)
    cache_ttl_s: float = variable("CACHE_TTL", parsing.seconds, default=600.0)
    access_control: bool = variable("AUTH", one_of({"on": True, "off": False}), default=True)
    webhook: WebhookSettings | None = group(WebhookSettings, "WEBHOOK_")
    webhook_allow_private: bool = variable(
        "WEBHOOK_ALLOW_PRIVATE", one_of({"0": False, "1": True}), default=False
    )
    tokens: TokenSettings | None = group(TokenSettings, "JWT_")
    rate_limit: str | None = variable("RATE_LIMIT", parsing.rate, default="1000/second")
    cors_origins: tuple[str, ...] = variable("CORS_ORIGINS", urls.origins, default=())
    metrics: tuple[str, int] | None = variable("METRICS", parsing.address, default=None)
    mail: SmtpSettings | FolderSettings | None = variable("SMTP_URL", mail_settings, default=None)
    sms: SmsSettings | FolderSettings | None = variable("SMS_URL", sms_settings, default=None)
    branding_folder: Path | None = variable("HOUSE_STYLES", branding_folder, default=None)
    carriers: Mapping[str, CarrierConnection] = variable(
        "CARRIERS", carriers, factory=dict, hash=False
    )
    carriers_allow_private: bool = variable(
        "CARRIERS_ALLOW_PRIVATE", one_of({"0": False, "1": True}), default=False
    )
    inventory: ExternalServiceSettings | None = group(ExternalServiceSettings, "INVENTORY_")
    notifications: ExternalServiceSettings | None = group(ExternalServiceSettings, "NOTIFICATIONS_")
    orchestrator_url: str | None = variable("ORCHESTRATOR_URL", urls.service_url, default=None)
    core_url: str | None = variable("CORE_URL", urls.service_url, default=None)
    service_token: str | None = variable(
        "SERVICE_TOKEN", parsing.service_token, default=None, repr=False
    )
    secret_keys: tuple[bytes, ...] = variable(
        "SECRET_KEYS", parsing.secret_keys, default=(), repr=False
    )

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables; an empty variable counts as unset.

        Raises SettingsError with every problem.
        """
        return read(cls, environment, _conflicts)


def _conflicts(given: Mapping[str, str]) -> Iterator[str]:
    if f"{PREFIX}SCHEMA" in given and not is_postgresql(given.get(f"{PREFIX}DATABASE_URL", "")):
        yield f"{PREFIX}SCHEMA needs PostgreSQL in {PREFIX}DATABASE_URL"
    service, ours = f"{PREFIX}NOTIFICATIONS_URL", (f"{PREFIX}SMTP_URL", f"{PREFIX}SMS_URL")
    if service in given and (both := [name for name in ours if name in given]):
        yield f"{service} takes the place of {' and '.join(both)}: remove one of them"
