"""How customers are told: by which mail server, provider of text messages, or folder."""

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from attrs import field, frozen

from seller_orders.domain.values import is_web_address
from seller_orders.settings.parsing import PREFIX, SettingsError, is_loopback, is_number, one_of

_MAIL_PORTS: Final = {"smtp": 587, "smtps": 465}
_STARTTLS: Final = {"on": "starttls", "off": "none", "if_offered": "starttls_if_offered"}


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


def mail_settings(given: str | None) -> SmtpSettings | FolderSettings | None:
    """Read SELLER_ORDERS_SMTP_URL."""
    if given is None:
        return None
    url, asked = _url_and_query("SMTP_URL", given, frozenset({"from", "starttls"}))
    if url.scheme == "file" and url.path:
        return _folder(url, asked)
    if url.scheme not in _MAIL_PORTS or not url.hostname:
        raise SettingsError(f"{PREFIX}SMTP_URL is smtp://, smtps:// or file://; this is none")
    user = unquote(url.username) if url.username else None
    # A server on this machine mostly has a certificate that nobody would vouch for.
    usual = "if_offered" if is_loopback(url.hostname) else "on"
    security = one_of("SMTP_URL: starttls", asked.get("starttls", usual), _STARTTLS)
    return SmtpSettings(
        host=url.hostname,
        port=url.port or _MAIL_PORTS[url.scheme],
        security="tls" if url.scheme == "smtps" else security,
        user=user,
        password=unquote(url.password) if url.password else None,
        sender=asked.get("from", _sender(user, url.hostname)),
    )


def sms_settings(given: str | None) -> SmsSettings | FolderSettings | None:
    """Read SELLER_ORDERS_SMS_URL."""
    if given is None:
        return None
    url, asked = _url_and_query("SMS_URL", given, frozenset({"from"}))
    if url.scheme == "file" and url.path:
        return _folder(url, asked)
    if not is_web_address(given):
        raise SettingsError(f"{PREFIX}SMS_URL is an http or https URL; this is none")
    if not (url.username and url.password):
        raise SettingsError(f"{PREFIX}SMS_URL names an account and its token: https://AC…:…@host")
    host = url.netloc.rpartition("@")[2]
    return SmsSettings(
        url=f"{url.scheme}://{host}{url.path.rstrip('/')}",
        account=unquote(url.username),
        token=unquote(url.password),
        sender=asked.get("from"),
    )


def house_styles(given: str | None) -> Path | None:
    """Read SELLER_ORDERS_HOUSE_STYLES."""
    if given is None:
        return None
    if not Path(given).is_dir():
        raise SettingsError(f"{PREFIX}HOUSE_STYLES is a folder; there is none at {given!r}")
    return Path(given)


def _folder(url: SplitResult, asked: dict[str, str]) -> FolderSettings:
    return FolderSettings(folder=Path(unquote(url.path)), sender=asked.get("from"))


def _sender(user: str | None, host: str) -> str:
    if user and "@" in user:
        return user
    return f"orders@{'localhost' if is_number(host) else host}"


def _url_and_query(
    name: str, given: str, known: frozenset[str]
) -> tuple[SplitResult, dict[str, str]]:
    # It may hold a password, and so is not repeated.
    try:
        url = urlsplit(given)
        asked = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
        _ = url.port
    except ValueError as error:
        raise SettingsError(f"{PREFIX}{name} is no URL") from error
    if not known.issuperset(asked):
        raise SettingsError(f"{PREFIX}{name} may ask for {' and '.join(sorted(known))} alone")
    return url, asked
