"""The settings of an installation, read from ``SELLER_ORDERS_*`` variables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from attrs import field, frozen

from seller_orders.domain.transition_rules import RULE_SETS, TransitionRules
from seller_orders.domain.values import is_web_address
from seller_orders.settings.carriers import CarrierSettings, carriers
from seller_orders.settings.external_services import ExternalServiceSettings, ensure_single_sender
from seller_orders.settings.notifications import (
    FolderSettings,
    SmsSettings,
    SmtpSettings,
    branding_folder,
    mail_settings,
    sms_settings,
)
from seller_orders.settings.parsing import PREFIX, SettingsError, one_of, schema_name

_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"),
)
_SAFE_TOKEN_LENGTH: Final = 16
_DEFAULT_ALGORITHMS: Final = "RS256,PS256,ES256,EdDSA"


@frozen(kw_only=True)
class WebhookSettings:
    """URL that events are posted to, and the secret that signs them."""

    url: str
    secret: str = field(repr=False)
    allow_private: bool = False


@frozen(kw_only=True)
class TokenSettings:
    """Tokens that are accepted. ``keys`` is the URL or the file of the issuer's JWK Set."""

    issuer: str
    audience: str
    keys: str
    algorithms: tuple[str, ...]


@frozen(kw_only=True)
class Settings:
    """All settings with their defaults.

    ``schema`` has the tables on PostgreSQL; None finds them by the search path. ``listen_url``
    leads past a connection pooler. ``cache_ttl_s`` is in seconds. ``metrics`` is the host and port
    that Prometheus scrapes. ``branding_folder`` has each domain's branding of notifications.
    ``inventory`` and ``notifications`` are remote services that replace the built-in ones. Layers
    that run apart call each other at ``orchestrator_url`` and ``core_url``, with
    ``service_token``.
    """

    database_url: str = "sqlite:///seller-orders.db"
    schema: str | None = None
    listen_url: str | None = None
    redis_url: str | None = None
    transitions: TransitionRules = RULE_SETS["open"]
    cache_ttl_s: float = 600.0
    access_control: bool = True
    webhook: WebhookSettings | None = None
    tokens: TokenSettings | None = None
    rate_limit: str | None = "1000/second"
    metrics: tuple[str, int] | None = None
    mail: SmtpSettings | FolderSettings | None = None
    sms: SmsSettings | FolderSettings | None = None
    branding_folder: Path | None = None
    carriers: Mapping[str, CarrierSettings] = field(factory=dict, hash=False)
    inventory: ExternalServiceSettings | None = None
    notifications: ExternalServiceSettings | None = None
    orchestrator_url: str | None = None
    core_url: str | None = None
    service_token: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables; an empty variable counts as unset. Raises SettingsError."""
        given = {
            name.removeprefix(PREFIX): value
            for name, value in environment.items()
            if name.startswith(PREFIX) and value
        }
        ensure_single_sender(given)
        defaults = cls()
        return cls(
            database_url=given.get("DATABASE_URL", defaults.database_url),
            schema=_schema(given),
            listen_url=_listen_url(given.get("LISTEN_URL")),
            redis_url=given.get("REDIS_URL"),
            transitions=one_of("TRANSITIONS", given.get("TRANSITIONS", "open"), RULE_SETS),
            cache_ttl_s=_seconds("CACHE_TTL", given.get("CACHE_TTL", "600")),
            access_control=one_of("AUTH", given.get("AUTH", "on"), {"on": True, "off": False}),
            webhook=_webhook(given),
            tokens=_tokens(given),
            rate_limit=_rate(given.get("RATE_LIMIT", defaults.rate_limit)),
            metrics=_address("METRICS", given.get("METRICS")),
            mail=mail_settings(given.get("SMTP_URL")),
            sms=sms_settings(given.get("SMS_URL")),
            branding_folder=branding_folder(given.get("HOUSE_STYLES")),
            carriers=carriers(given.get("CARRIERS")),
            inventory=ExternalServiceSettings.of(given, "INVENTORY"),
            notifications=ExternalServiceSettings.of(given, "NOTIFICATIONS"),
            orchestrator_url=_layer_url("ORCHESTRATOR_URL", given.get("ORCHESTRATOR_URL")),
            core_url=_layer_url("CORE_URL", given.get("CORE_URL")),
            service_token=_service_token(given.get("SERVICE_TOKEN")),
        )


def _schema(given: Mapping[str, str]) -> str | None:
    schema = schema_name(given.get("SCHEMA"))
    if schema and not given.get("DATABASE_URL", "").startswith("postgres"):
        raise SettingsError(f"{PREFIX}SCHEMA needs PostgreSQL in {PREFIX}DATABASE_URL")
    return schema


def _webhook(given: Mapping[str, str]) -> WebhookSettings | None:
    url = given.get("WEBHOOK_URL")
    if url is None:
        return None
    if not is_web_address(url):
        # The value is not quoted because it may contain a password.
        raise SettingsError(f"{PREFIX}WEBHOOK_URL must be an http or https URL")
    if "WEBHOOK_SECRET" not in given:
        raise SettingsError(f"{PREFIX}WEBHOOK_URL needs {PREFIX}WEBHOOK_SECRET to sign events")
    allowed = given.get("WEBHOOK_ALLOW_PRIVATE", "0")
    return WebhookSettings(
        url=url,
        secret=given["WEBHOOK_SECRET"],
        allow_private=one_of("WEBHOOK_ALLOW_PRIVATE", allowed, {"0": False, "1": True}),
    )


def _tokens(given: Mapping[str, str]) -> TokenSettings | None:
    needed = ("JWT_ISSUER", "JWT_AUDIENCE", "JWT_JWKS")
    missing = [f"{PREFIX}{name}" for name in needed if name not in given]
    if len(missing) == len(needed):
        return None
    if missing:
        raise SettingsError(
            f"JWT settings are incomplete: {' and '.join(missing)} must be set, too"
        )
    algorithms = tuple(given.get("JWT_ALGORITHMS", _DEFAULT_ALGORITHMS).split(","))
    for algorithm in algorithms:
        one_of("JWT_ALGORITHMS", algorithm, dict.fromkeys(_ALGORITHMS, algorithm))
    return TokenSettings(
        issuer=given["JWT_ISSUER"],
        audience=given["JWT_AUDIENCE"],
        keys=given["JWT_JWKS"],
        algorithms=algorithms,
    )


def _listen_url(given: str | None) -> str | None:
    if given is not None and not given.startswith(("postgresql://", "postgres://")):
        # The value is not quoted because it may contain a password.
        raise SettingsError(f"{PREFIX}LISTEN_URL must be a postgresql:// URL")
    return given


def _layer_url(name: str, given: str | None) -> str | None:
    if given is not None and not is_web_address(given):
        raise SettingsError(f"{PREFIX}{name} must be an http or https URL")
    return given.rstrip("/") if given else None


def _service_token(given: str | None) -> str | None:
    if given is not None and not (
        len(given) >= _SAFE_TOKEN_LENGTH and given.isascii() and given.isprintable()
    ):
        raise SettingsError(
            f"{PREFIX}SERVICE_TOKEN must be {_SAFE_TOKEN_LENGTH} or more printable ASCII characters"
        )
    return given


def _rate(given: str | None) -> str | None:
    return None if given == "off" else given


def _address(name: str, given: str | None) -> tuple[str, int] | None:
    if given is None:
        return None
    host, _, port = given.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 2**16):
        raise SettingsError(
            f"{PREFIX}{name} must be host:port such as 127.0.0.1:9100, not {given!r}"
        )
    return host, int(port)


def _seconds(name: str, value: str) -> float:
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0):
        raise SettingsError(f"{PREFIX}{name} must be a number of seconds above 0, not {value!r}")
    return float(value)
