"""What an installation is told by its environment (contract, section 6)."""

from collections.abc import Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from attrs import field, frozen

from seller_orders.domain.status import RULE_SETS, TransitionRules
from seller_orders.domain.values import is_web_address

T = TypeVar("T")

_PREFIX: Final = "SELLER_ORDERS_"
_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"),
)
_MAIL_PORTS: Final = {"smtp": 587, "smtps": 465}
_DEFAULT_ALGORITHMS: Final = "RS256,PS256,ES256,EdDSA"


class SettingsError(ValueError):
    """A variable has a value that it cannot have; the message names both."""


@frozen(kw_only=True)
class WebhookSettings:
    """Where events are posted, and the secret that they are signed with."""

    url: str
    secret: str = field(repr=False)
    allow_private: bool = False


@frozen(kw_only=True)
class TokenSettings:
    """Whose tokens are taken: ``keys`` is the URL or the file of the provider's JWK Set."""

    issuer: str
    audience: str
    keys: str
    algorithms: tuple[str, ...]


@frozen(kw_only=True)
class SmtpSettings:
    """Where mails are handed in, and whom they are from by default.

    ``security`` is starttls, starttls_if_offered, tls (from the start) or none.
    """

    host: str
    port: int
    security: str
    user: str | None
    password: str | None = field(repr=False)
    sender: str


@frozen(kw_only=True)
class FolderSettings:
    """A folder that mails or text messages are written into, rather than sent."""

    folder: Path
    sender: str | None = None


@frozen(kw_only=True)
class SmsSettings:
    """The provider of text messages: its address, the account there, and the default sender."""

    url: str
    account: str
    token: str = field(repr=False)
    sender: str | None


@frozen(kw_only=True)
class Settings:
    """The settings, each with its default. ``cache_ttl_s`` is in seconds.

    ``metrics`` is the host and the port that they are scraped at, ``house_styles`` the folder
    where domains say how their customers are written to.
    """

    database_url: str = "sqlite:///seller-orders.db"
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
    house_styles: Path | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables; an empty one counts as unset."""
        given = {
            name.removeprefix(_PREFIX): value
            for name, value in environment.items()
            if name.startswith(_PREFIX) and value
        }
        defaults = cls()
        return cls(
            database_url=given.get("DATABASE_URL", defaults.database_url),
            redis_url=given.get("REDIS_URL"),
            transitions=_one_of("TRANSITIONS", given.get("TRANSITIONS", "open"), RULE_SETS),
            cache_ttl_s=_seconds("CACHE_TTL", given.get("CACHE_TTL", "600")),
            access_control=_one_of("AUTH", given.get("AUTH", "on"), {"on": True, "off": False}),
            webhook=_webhook(given),
            tokens=_tokens(given),
            rate_limit=_rate(given.get("RATE_LIMIT", defaults.rate_limit)),
            metrics=_address("METRICS", given.get("METRICS")),
            mail=_mail(given.get("SMTP_URL")),
            sms=_sms(given.get("SMS_URL")),
            house_styles=_folder("HOUSE_STYLES", given.get("HOUSE_STYLES")),
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host's name or address is one that only this machine can reach."""
    return host == "localhost" or (_is_number(host) and ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _webhook(given: Mapping[str, str]) -> WebhookSettings | None:
    url = given.get("WEBHOOK_URL")
    if url is None:
        return None
    if not is_web_address(url):
        # It may hold a password, and so is not repeated.
        raise SettingsError(f"{_PREFIX}WEBHOOK_URL is an http or https URL; this is none")
    if "WEBHOOK_SECRET" not in given:
        raise SettingsError(f"{_PREFIX}WEBHOOK_URL needs a {_PREFIX}WEBHOOK_SECRET to sign with")
    allowed = given.get("WEBHOOK_ALLOW_PRIVATE", "0")
    return WebhookSettings(
        url=url,
        secret=given["WEBHOOK_SECRET"],
        allow_private=_one_of("WEBHOOK_ALLOW_PRIVATE", allowed, {"0": False, "1": True}),
    )


def _mail(given: str | None) -> SmtpSettings | FolderSettings | None:
    if given is None:
        return None
    url, asked = _url_and_query("SMTP_URL", given, frozenset({"from", "starttls"}))
    user = unquote(url.username) if url.username else None
    host = url.hostname or "localhost"
    named = user if user and "@" in user else f"orders@{'localhost' if _is_number(host) else host}"
    sender = asked.get("from", named)
    try:
        Address(addr_spec=sender)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise SettingsError(f"{_PREFIX}SMTP_URL: from is no e-mail address") from error
    if url.scheme == "file" and url.path:
        return FolderSettings(folder=Path(unquote(url.path)), sender=sender)
    if url.scheme not in _MAIL_PORTS or not url.hostname:
        raise SettingsError(f"{_PREFIX}SMTP_URL is smtp://, smtps:// or file://; this is none")
    # A server on this machine mostly has a certificate that nobody would vouch for.
    usual = "if_offered" if is_loopback(url.hostname) else "on"
    starttls = {"on": "starttls", "off": "none", "if_offered": "starttls_if_offered"}
    security = _one_of("SMTP_URL: starttls", asked.get("starttls", usual), starttls)
    return SmtpSettings(
        host=url.hostname,
        port=url.port or _MAIL_PORTS[url.scheme],
        security="tls" if url.scheme == "smtps" else security,
        user=user,
        password=unquote(url.password) if url.password else None,
        sender=sender,
    )


def _sms(given: str | None) -> SmsSettings | FolderSettings | None:
    if given is None:
        return None
    url, asked = _url_and_query("SMS_URL", given, frozenset({"from"}))
    if url.scheme == "file" and url.path:
        return FolderSettings(folder=Path(unquote(url.path)), sender=asked.get("from"))
    if not is_web_address(given):
        raise SettingsError(f"{_PREFIX}SMS_URL is an http or https URL; this is none")
    if not (url.username and url.password):
        raise SettingsError(f"{_PREFIX}SMS_URL names an account and its token: https://AC…:…@host")
    host = url.netloc.rpartition("@")[2]
    return SmsSettings(
        url=f"{url.scheme}://{host}{url.path.rstrip('/')}",
        account=unquote(url.username),
        token=unquote(url.password),
        sender=asked.get("from"),
    )


def _url_and_query(
    name: str, given: str, known: frozenset[str]
) -> tuple[SplitResult, dict[str, str]]:
    # It may hold a password, and so is not repeated.
    try:
        url = urlsplit(given)
        asked = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
        _ = url.port
    except ValueError as error:
        raise SettingsError(f"{_PREFIX}{name} is no URL") from error
    if not known.issuperset(asked):
        raise SettingsError(f"{_PREFIX}{name} may ask for {' and '.join(sorted(known))} alone")
    return url, asked


def _folder(name: str, given: str | None) -> Path | None:
    if given is None:
        return None
    if not Path(given).is_dir():
        raise SettingsError(f"{_PREFIX}{name} is a folder; there is none at {given!r}")
    return Path(given)


def _tokens(given: Mapping[str, str]) -> TokenSettings | None:
    needed = ("JWT_ISSUER", "JWT_AUDIENCE", "JWT_JWKS")
    missing = [f"{_PREFIX}{name}" for name in needed if name not in given]
    if len(missing) == len(needed):
        return None
    if missing:
        raise SettingsError(f"tokens also need {' and '.join(missing)}")
    listed = tuple(given.get("JWT_ALGORITHMS", _DEFAULT_ALGORITHMS).split(","))
    for algorithm in listed:
        _one_of("JWT_ALGORITHMS", algorithm, dict.fromkeys(_ALGORITHMS, algorithm))
    return TokenSettings(
        issuer=given["JWT_ISSUER"],
        audience=given["JWT_AUDIENCE"],
        keys=given["JWT_JWKS"],
        algorithms=listed,
    )


def _rate(given: str | None) -> str | None:
    return None if given == "off" else given


def _address(name: str, given: str | None) -> tuple[str, int] | None:
    if given is None:
        return None
    host, _, port = given.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 2**16):
        raise SettingsError(f"{_PREFIX}{name} is a host:port such as 127.0.0.1:9100, not {given!r}")
    return host, int(port)


def _one_of(name: str, value: str, choices: Mapping[str, T]) -> T:
    if value not in choices:
        raise SettingsError(f"{_PREFIX}{name} is {' or '.join(choices)}, not {value!r}")
    return choices[value]


def _seconds(name: str, value: str) -> float:
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0):
        raise SettingsError(f"{_PREFIX}{name} is a number of seconds above 0, not {value!r}")
    return float(value)
