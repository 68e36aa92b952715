"""A domain's branding of notifications: shop name, language, senders, phrases and templates.

``<folder>/<domain_id>/`` applies to one domain, ``<folder>/`` to the others. Both may have:

- ``style.toml`` with ``name`` (of the shop), ``language``, ``mail_from`` and ``sms_from``;
- ``phrases.toml`` with phrases that replace those of the language files, by name;
- templates that replace the package's, by file name: ``fulfillment.html``, ``fulfillment.txt``, …

What a domain sets up itself (``NotificationSettings``, and its language) replaces that of files.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

from attrs import field, frozen

from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.notification_languages import LANGUAGES, supported_language
from seller_orders.domain.notification_settings import NotificationSettings

_PACKAGE: Final = files("seller_orders.adapters.outbound.jinja")
_STYLE: Final = frozenset({"name", "language", "mail_from", "sms_from"})


@frozen(kw_only=True)
class Branding:
    """The branding of a domain.

    ``templates`` are the domain's own, by file name; after them, ``folders`` are searched.
    """

    name: str | None = None
    language: str = "en"
    mail_from: str | None = None
    sms_from: str | None = None
    phrases: Mapping[str, str]
    templates: Mapping[str, str] = field(factory=dict)
    folders: tuple[Path, ...] = ()

    @classmethod
    def of(
        cls,
        domain_id: str,
        folder: Path | None,
        settings: DomainSettings,
        preferred: str | None = None,
    ) -> Self:
        """Read the branding; changed files apply to the next notification.

        ``preferred`` is the customer's language (BCP 47), which is used if the package has its
        phrases. A domain's own phrases replace those of its own language only. Raises
        DeliveryError if a file is invalid or cannot be read.
        """
        folders = [] if folder is None else [folder]
        # A domain id contains no slash, but it may be "." or "..".
        if folder is not None and domain_id not in {".", ".."}:
            folders.insert(0, folder / domain_id)
        style = dict[str, Any]()
        phrases = dict[str, str]()
        for each in reversed(folders):
            style |= _read(each / "style.toml", _STYLE)
            phrases |= _read(each / "phrases.toml", frozenset(phrases_of("en")))
        language = style.get("language", "en")
        if language not in LANGUAGES:
            raise DeliveryError(f"style.toml: language must be one of {', '.join(LANGUAGES)}")
        if (own := supported_language(settings.language)) not in (None, language):
            language, phrases = str(own), {}
        phrases |= settings.notifications.phrases
        if (wanted := supported_language(preferred)) not in (None, language):
            language, phrases = str(wanted), {}
        style |= _own_style(settings.notifications) | {"language": language}
        return cls(
            **style,
            phrases=phrases_of(language) | phrases,
            templates=settings.notifications.templates,
            folders=tuple(folders),
        )

    @property
    def mail_sender(self) -> str | None:
        """The sender of e-mails; None if the branding has none."""
        if self.mail_from is None:
            return None
        try:
            return mail_address(self.mail_from).addr_spec
        except ValueError as error:
            raise DeliveryError("mail_from is not an e-mail address") from error


def _own_style(own: NotificationSettings) -> dict[str, str]:
    style = {"name": own.shop_name, "mail_from": own.mail_from, "sms_from": own.sms_from}
    return {name: value for name, value in style.items() if value is not None}


def _read(file: Path, names: frozenset[str]) -> dict[str, str]:
    try:
        read = tomllib.loads(file.read_text())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{file.name} cannot be read: {error}") from error
    for name, value in read.items():
        if name not in names:
            raise DeliveryError(f"{file.name}: {name} is not one of {', '.join(sorted(names))}")
        if not isinstance(value, str):
            raise DeliveryError(f"{file.name}: {name} must be a string")
    return read


@cache
def phrases_of(language: str) -> dict[str, str]:
    """Return a language's phrases by their names."""
    return tomllib.loads((_PACKAGE / "languages" / f"{language}.toml").read_text())
