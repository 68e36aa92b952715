"""Services of a company's own: where they are asked, and with which token."""

from collections.abc import Mapping
from typing import Self

from attrs import field, frozen

from seller_orders.domain.values import is_web_address
from seller_orders.settings.parsing import PREFIX, SettingsError


@frozen(kw_only=True)
class RemoteSettings:
    """A service's URL, to which the paths are appended, and what it knows this product by."""

    url: str
    token: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, given: Mapping[str, str], name: str) -> Self | None:
        """Read ``name``_URL and ``name``_TOKEN."""
        url, token = given.get(f"{name}_URL"), given.get(f"{name}_TOKEN")
        if url is None:
            if token is not None:
                raise SettingsError(f"{PREFIX}{name}_TOKEN is for a {PREFIX}{name}_URL")
            return None
        if not is_web_address(url):
            raise SettingsError(f"{PREFIX}{name}_URL is an http or https URL; this is none")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise SettingsError(f"{PREFIX}{name}_TOKEN has printable ASCII characters alone")
        return cls(url=url.rstrip("/"), token=token)


def ensure_one_way(given: Mapping[str, str]) -> None:
    """Raise SettingsError where customers would be told both by a service and by ourselves."""
    ours = [f"{PREFIX}{name}" for name in ("SMTP_URL", "SMS_URL") if name in given]
    if "NOTIFICATIONS_URL" in given and ours:
        raise SettingsError(
            f"{PREFIX}NOTIFICATIONS_URL takes the place of {' and '.join(ours)}: leave one out"
        )
