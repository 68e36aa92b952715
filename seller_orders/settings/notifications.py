"""Settings of notifications: mail server, SMS provider, folder and branding."""

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from attrs import field, frozen

from seller_orders.settings.parsing import SettingsError, is_ip_address, is_loopback, one_of
from seller_orders.settings.urls import web_url

_MAIL_PORTS: Final = {"smtp": 587, "smtps": 465}
_STARTTLS: Final = {"on": "starttls", "off": "none", "if_offered": "starttls_if_offered"}


@frozen(kw_only=True)
class SmtpSettings:
    """The mail server and the default sender.

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
    """A folder to which e-mails or text messages are written instead of sent."""

    folder: Path
    sender: str | None = None


@frozen(kw_only=True)
class SmsSettings:
    """The SMS provider: its URL, the account, and the default sender."""

    url: str
    account: str
    token: str = field(repr=False)
    sender: str | None


def mail_settings(given: str) -> SmtpSettings | FolderSettings:
    """Parse the URL of a mail server or a folder."""
    url, query = _url_and_query(given, frozenset({"from", "starttls"}))
    if url.scheme == "file" and url.path:
        return _folder(url, query)
    if url.scheme not in _MAIL_PORTS or not url.hostname:
        raise SettingsError("must start with smtp://, smtps:// or file:///")
    user = unquote(url.username) if url.username else None
    # A server on this machine usually has a self-signed certificate.
    default = "if_offered" if is_loopback(url.hostname) else "on"
    security = one_of(_STARTTLS, "starttls ")(query.get("starttls", default))
    return SmtpSettings(
        host=url.hostname,
        port=url.port or _MAIL_PORTS[url.scheme],
        security="tls" if url.scheme == "smtps" else security,
        user=user,
        password=unquote(url.password) if url.password else None,
        sender=query.get("from", _sender(user, url.hostname)),
    )


def sms_settings(given: str) -> SmsSettings | FolderSettings:
    """Parse the URL of an SMS provider or a folder."""
    url, query = _url_and_query(given, frozenset({"from"}))
    if url.scheme == "file" and url.path:
        return _folder(url, query)
    web_url(given)
    if not (url.username and url.password):
        raise SettingsError("must contain an account and its token: https://AC…:…@host")
    host = url.netloc.rpartition("@")[2]
    return SmsSettings(
        url=f"{url.scheme}://{host}{url.path.rstrip('/')}",
        account=unquote(url.username),
        token=unquote(url.password),
        sender=query.get("from"),
    )


def branding_folder(given: str) -> Path:
    """Parse the path of the folder with the domains' branding."""
    if not Path(given).is_dir():
        raise SettingsError(f"must be a folder; there is none at {given!r}")
    return Path(given)


def _folder(url: SplitResult, query: dict[str, str]) -> FolderSettings:
    return FolderSettings(folder=Path(unquote(url.path)), sender=query.get("from"))


def _sender(user: str | None, host: str) -> str:
    if user and "@" in user:
        return user
    return f"orders@{'localhost' if is_ip_address(host) else host}"


def _url_and_query(given: str, known: frozenset[str]) -> tuple[SplitResult, dict[str, str]]:
    # The URL may contain a password, so no error repeats it.
    try:
        url = urlsplit(given)
        query = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
        _ = url.port
    except ValueError as error:
        raise SettingsError("is not a valid URL") from error
    if not known.issuperset(query):
        raise SettingsError(f"takes only {' and '.join(sorted(known))}")
    return url, query
