"""Settings of external services."""

from collections.abc import Mapping
from typing import Self

from attrs import field, frozen

from seller_orders.domain.values import is_web_address
from seller_orders.settings.parsing import PREFIX, SettingsError


@frozen(kw_only=True)
class ExternalServiceSettings:
    """URL of a service, to which paths are appended, and its bearer token."""

    url: str
    token: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, given: Mapping[str, str], name: str) -> Self | None:
        """Return the settings ``name``_URL and ``name``_TOKEN, None if there is no URL."""
        url, token = given.get(f"{name}_URL"), given.get(f"{name}_TOKEN")
        if url is None:
            if token is not None:
                raise SettingsError(f"{PREFIX}{name}_TOKEN needs a {PREFIX}{name}_URL")
            return None
        if not is_web_address(url):
            raise SettingsError(f"{PREFIX}{name}_URL must be an http or https URL")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise SettingsError(f"{PREFIX}{name}_TOKEN must consist of printable ASCII characters")
        return cls(url=url.rstrip("/"), token=token)


def ensure_single_sender(given: Mapping[str, str]) -> None:
    """Raise SettingsError if both a service and a built-in sender would notify customers."""
    ours = [f"{PREFIX}{name}" for name in ("SMTP_URL", "SMS_URL") if name in given]
    if "NOTIFICATIONS_URL" in given and ours:
        raise SettingsError(
            f"{PREFIX}NOTIFICATIONS_URL takes the place of {' and '.join(ours)}: remove one of them"
        )
